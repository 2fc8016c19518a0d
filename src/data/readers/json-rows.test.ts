import { describe, expect, it } from "vitest";
import { json } from "./json.ts";
import { jsonShape } from "./json-rows.ts";

const read = async (value: unknown) => {
  const { columns, notes = [] } = await json.read(
    new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)),
    "t.json",
  );
  return {
    notes,
    columns: Object.fromEntries(columns.map(({ name, said, values }) => [said ? `${name} (${said})` : name, values])),
  };
};
const plain = { a: [1, 2, 3], b: ["x", "y", "x"] };
const rows = [
  { a: 1, b: "x" },
  { a: 2, b: "y" },
  { a: 3, b: "x" },
];
const row = { a: 4, place: { lat: 1.5, "x/y": { z: true } }, list: [1] };

it("keeps the order of names that are numbers", async () => {
  const sorted = '{"a": {"3": 1, "1": 7, "2": 0.5}, "2020": {"3": "x", "1": "y", "2": "x"}}';
  const { columns: found } = await json.read(new TextEncoder().encode(sorted), "t.json");
  expect(found.map(({ name, values }) => [name, ...values])).toEqual([
    ["index", 3, 1, 2],
    ["a", 1, 7, 0.5],
    ["2020", "x", "y", "x"],
  ]);
  const inside = '[{"b": 1, "2020": 2, "10": {"7": 3, "\\"3": 4}}, {"9": "\\"1\\": 2", "2020": 5}]';
  const { columns: inRows } = await json.read(new TextEncoder().encode(inside), "t.json");
  expect(inRows.map(({ name, values }) => [name, ...values])).toEqual([
    ["b", 1, null],
    ["2020", 2, 5],
    ["10.7", 3, null],
    ['10."3', 4, null],
    ["9", null, '"1": 2'],
  ]);
});

describe("reads JSON as a table", () => {
  it.each<[string, unknown]>([
    ["records", rows],
    ["columns", { a: { 0: 1, 1: 2, 2: 3 }, b: { 0: "x", 1: "y", 2: "x" } }],
    ["index", { 0: rows[0], 1: rows[1], 2: rows[2] }],
    [
      "split",
      {
        columns: ["a", "b"],
        index: [0, 1, 2],
        data: [
          [1, "x"],
          [2, "y"],
          [3, "x"],
        ],
      },
    ],
    [
      "table",
      {
        schema: { fields: [{ name: "index" }, { name: "a" }, { name: "b" }], primaryKey: ["index"] },
        data: rows.map((one, index) => ({ index, ...one })),
      },
    ],
    ["one list for each column", plain],
    [
      "arrays under names",
      [
        ["a", "b"],
        [1, "x"],
        [2, "y"],
        [3, "x"],
      ],
    ],
    ["lines", rows.map((one) => JSON.stringify(one)).join("\n")],
    [
      "objects one after another",
      rows
        .map((one) => JSON.stringify(one, null, 2))
        .join("\n")
        .replaceAll("}\n{", "}{")
        .replaceAll(/\s*\n\s*/g, " ")
        .replaceAll("}{", "}\n{"),
    ],
  ])("written as %s", async (_orient, value) => {
    expect(await read(value)).toEqual({ notes: [], columns: plain });
  });

  it("if it is an object, from the longest list of objects in it", async () => {
    expect(await read({ ok: true, tags: ["p", "q", "r", "s"], response: { page: 1, items: rows } })).toEqual({
      notes: ['t.json has its rows in "response.items"'],
      columns: plain,
    });
  });

  it("from arrays without names", async () => {
    const { notes, columns } = await read([
      [1, "x"],
      [2, "y"],
    ]);
    expect(columns).toEqual({ column1: [1, 2], column2: ["x", "y"] });
    expect(notes).toEqual(["t.json contains arrays without names, so its columns are called column1, column2 and so on"]);
  });

  it("and keeps the names of rows as a key", async () => {
    expect((await read({ u: rows[0], v: rows[1], w: rows[2] })).columns).toEqual({ "index (key)": ["u", "v", "w"], ...plain });
    expect((await read({ a: { 7: 1, 9: 2 }, b: { 7: "x", 9: "y" } })).columns).toEqual({
      "index (key)": [7, 9],
      a: [1, 2],
      b: ["x", "y"],
    });
    expect((await read({ columns: ["a"], index: ["p", "q"], data: [[1], [2]] })).columns).toEqual({
      "index (key)": ["p", "q"],
      a: [1, 2],
    });
  });

  it("and follows a schema with categories and an index", async () => {
    const fields = [{ name: "id" }, { name: "c", constraints: { enum: [1, 2] } }];
    const data = [
      { id: "p", c: 1 },
      { id: "q", c: 2 },
    ];
    expect((await read({ schema: { fields, primaryKey: ["id"] }, data })).columns).toEqual({
      "id (key)": ["p", "q"],
      "c (category)": [1, 2],
    });
  });

  it("if objects contain objects, whose columns get both names", async () => {
    expect((await read([row, { a: 5, place: null }, { a: 6, place: { lat: 2 } }])).columns).toEqual({
      a: [4, 5, 6],
      "place.lat": [1.5, null, 2],
      "place.x/y.z": ["true", null, null],
      list: ["[1]", null, null],
    });
    expect((await read(row)).columns).toMatchObject({ a: [4], "place.lat": [1.5] });
  });

  it("from GeoJSON features: their properties and the coordinates of points", async () => {
    const feature = (id: string, mag: number, coordinates: readonly number[]) => ({
      type: "Feature",
      id,
      properties: { mag },
      geometry: { type: "Point", coordinates },
    });
    const { notes, columns } = await read({
      type: "FeatureCollection",
      features: [feature("p", 2.5, [7, 50, 9]), feature("q", 3, [8, 51])],
    });
    expect(columns).toEqual({ id: ["p", "q"], mag: [2.5, 3], longitude: [7, 8], latitude: [50, 51], altitude: [9, null] });
    expect(notes).toEqual(['t.json has its rows in "features" (GeoJSON)']);
  });
});

it.each<[string, boolean, ReturnType<typeof jsonShape>]>([
  ["[]", true, "rows"],
  ['[{"a": "[', false, "rows"],
  ["[[1]]", true, "whole"],
  ['{"a": "}{"}', true, "whole"],
  ['{"a": 1}\n{"a": 2}', true, "lines"],
  ['{"a": 1}\n{"a"', false, "lines"],
  ["[1, 2]\n[3, 4]", true, "lines"],
  ['{"a": {"b": 1', false, "whole"],
])("detects the shape of %s (whole text: %s): %s", (text, isAll, shape) => {
  expect(jsonShape(text, isAll)).toBe(shape);
});
