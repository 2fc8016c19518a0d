import { mkdir, readdir } from "node:fs/promises";
import { zipSync } from "fflate";
import { describe, expect, it, vi } from "vitest";
import { type NdArray, ndarray } from "../../core/ndarray.ts";
import { temporaryFolder } from "../../core/temporary.fixture.ts";
import { arrowFile } from "../readers/arrow.fixture.ts";
import { packedByLz4, packedByZstd, streamOfTypes } from "../readers/arrow-files.fixture.ts";
import { toNpy } from "../readers/npy.ts";
import { cells, workbook } from "../readers/xlsx.fixture.ts";
import { ROW } from "./duckdb/relation.node.ts";
import { openTableSource } from "./duckdb/source.node.ts";
import { openTable } from "./open.node.ts";
import { openTable as openInPage } from "./open.ts";

const folder = temporaryFolder();
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const rows = Array.from({ length: 40 }, (_, i) => ({
  name: ["Ulm", "Köln", "Bonn"][(i * 7) % 3]!,
  size: i % 9 === 4 ? null : (i * 37) % 11,
  when: `2024-01-${String(1 + (i % 28)).padStart(2, "0")} ${String((5 * i) % 24).padStart(2, "0")}:00:00`,
  ok: i % 3 === 0,
}));
const names = Object.keys(rows[0]!);
const column = (name: string) => rows.map((row) => row[name as keyof (typeof rows)[0]]);
const columns = Object.fromEntries(names.map((name) => [name, column(name)]));
const serial = (time: string) => Date.parse(`${time.replace(" ", "T")}Z`) / 86_400_000 + 25_569;
const sheet = [names, ...rows.map(({ name, size, when, ok }) => [name, size, cells.date(serial(when)), ok])];

async function parquetOfPandas() {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const index = rows.map((_, i) => BigInt((i * 7) % 40));
  const metadata = {
    index_columns: ["__index_level_0__"],
    columns: [{ name: "size", field_name: "size", pandas_type: "categorical", numpy_type: "int8" }],
  };
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "name", type: "STRING", data: column("name") },
        { name: "size", type: "DOUBLE", data: column("size") },
        { name: "when", type: "TIMESTAMP", data: rows.map(({ when }) => new Date(`${when.replace(" ", "T")}Z`)) },
        { name: "ok", type: "BOOLEAN", data: column("ok") },
        { name: "__index_level_0__", type: "INT64", data: index },
      ],
      kvMetadata: [{ key: "pandas", value: JSON.stringify(metadata) }],
    }),
  );
}

/** Files with the same rows. */
const files: Readonly<Record<string, () => Promise<Uint8Array> | Uint8Array>> = {
  "t.xlsx": () => workbook({ Data: sheet }),
  "titled.xlsx": () => workbook({ Data: [["A title"], [], ...sheet] }),
  "columns.json": () =>
    text(Object.fromEntries(names.map((name) => [name, Object.fromEntries(column(name).map((cell, i) => [i, cell]))]))),
  "index.json": () => text(Object.fromEntries(rows.map((row, i) => [i, row]))),
  "split.json": () => text({ columns: names, index: rows.map((_, i) => i), data: rows.map((row) => Object.values(row)) }),
  "table.json": () =>
    text({ schema: { fields: [{ name: "index" }], primaryKey: ["index"] }, data: rows.map((row, index) => ({ index, ...row })) }),
  "lists.json": () => text(columns),
  "arrays.json": () => text([names, ...rows.map((row) => Object.values(row))]),
  "wrapped.json": () => text({ status: "ok", found: { rows } }),
  "t.feather": () => arrowFile(columns),
  "t.arrows": () => arrowFile(columns, "stream"),
};

const leaveNotes = ({ notes: _, name: _name, ...dataset }: Awaited<ReturnType<typeof openTable>>) => dataset;

async function inBoth(name: string, bytes: Uint8Array, options = {}) {
  const asked = { validation: 0.2, seed: 3, ...options };
  const node = await openTable(await folder.write(name, bytes), asked);
  const page = await openInPage(new File([bytes as Uint8Array<ArrayBuffer>], name), asked);
  expect(page.notes).toEqual(node.notes);
  const [a, b] = [leaveNotes(page), leaveNotes(node)];
  expect(JSON.parse(JSON.stringify(a.table))).toEqual(JSON.parse(JSON.stringify(b.table)));
  expect(a.keys).toEqual(b.keys);
  expect([...a.examples.data].map(Math.fround)).toEqual([...b.examples.data].map(Math.fround));
  return node;
}

describe("reads the same rows from files of any kind, in Node and in a page", () => {
  it.each(Object.entries(files))("%s", async (name, make) => {
    const { table, examples } = await inBoth(name, await make());
    expect(table!.columns.map((one) => `${one.name} ${one.kind}`)).toEqual([
      "name category",
      "size number",
      "when date",
      "ok category",
    ]);
    const csv = [names, ...rows.map((row) => Object.values(row).map((cell) => cell ?? ""))]
      .map((line) => line.join(","))
      .join("\n");
    const ofCsv = await openTable(await folder.write("t.csv", csv), { validation: 0.2, seed: 3 });
    expect([...examples.data]).toEqual([...ofCsv.examples.data]);
  });

  it("Parquet of pandas, with its index as a key and its categories as categories", async () => {
    const { table, keys } = await inBoth("t.parquet", await parquetOfPandas());
    expect(table!.columns.map((one) => `${one.name} ${one.kind}`)).toEqual([
      "name category",
      "size category",
      "when date",
      "ok category",
    ]);
    expect(table!.keys).toEqual(["__index_level_0__"]);
    expect(keys!.__index_level_0__!.slice().sort((a, b) => Number(a) - Number(b))).toEqual(rows.map((_, i) => i));
    expect(table!.leftOut).toEqual([{ name: "__index_level_0__", why: "is the row index, according to the file" }]);
    const learned = await inBoth("t.parquet", await parquetOfPandas(), { keys: ["name"], exclude: ["__index_level_0__"] });
    expect(learned.table!.keys).toEqual(["name"]);
  });

  it.each([
    ["t.feather", packedByLz4],
    ["t.feather", packedByZstd],
  ])("%s, with compressed buffers", async (name, make) => {
    const { table } = await inBoth(name, make());
    expect(table!.columns.map((one) => `${one.name} ${one.kind}`)).toEqual(["x number", "c category"]);
  });

  it("nested objects, lists and features of GeoJSON", async () => {
    const nested = rows.map(({ name, size }, i) => ({ id: `u${i}`, place: { name, at: { size, "x.y": i % 5 } }, list: [i] }));
    const { table } = await inBoth("nested.json", text(nested));
    expect(table!.columns.map((one) => one.name)).toEqual(["place.name", "place.at.size", "place.at.x.y"]);
    const features = rows.map(({ name, size }, i) => ({
      type: "Feature",
      properties: { name, size },
      geometry: { type: "Point", coordinates: [i % 7, i % 5] },
    }));
    const found = await inBoth("places.geojson", text({ type: "FeatureCollection", features }));
    expect(found.table!.columns.map((one) => one.name)).toEqual(["name", "size", "longitude", "latitude"]);
  });

  it("a sheet by its name, which a model stores", async () => {
    const book = workbook({ Notes: [["x"], [1], [2]], Data: sheet });
    const { table } = await inBoth("book.xlsx", book, { sheet: "Data" });
    expect(table!.reading).toEqual({ sheet: "Data" });
    const again = await openTable(await folder.write("new.xlsx", book), { preprocessing: table! });
    expect(again.examples.shape[0]).toBe(40);
  });

  it("a single table in a .zip", async () => {
    const zipped = zipSync({ "folder/t.xlsx": workbook({ Data: sheet }), "__MACOSX/._t": new Uint8Array(3) });
    const { table } = await openTable(await folder.write("t.zip", zipped));
    expect(table!.columns.map(({ name }) => name)).toEqual(names);
  });
});

describe("reads the values", () => {
  const read = async (name: string, bytes: Uint8Array, options = {}) => {
    const source = await openTableSource(await folder.write(name, bytes), options);
    const found = await source.database.rows(`SELECT * EXCLUDE (${ROW}) FROM ${source.relation} ORDER BY ${ROW}`);
    const types = Object.fromEntries(source.columns.map((one) => [one.name, one.type]));
    source.close();
    return { found, types };
  };

  it("of Excel", async () => {
    const { found, types } = await read("t.xlsx", workbook({ Data: sheet }));
    expect(found[0]).toEqual({ name: "Ulm", size: 0, when: "2024-01-01 00:00:00", ok: true });
    expect(types).toMatchObject({ when: "TIMESTAMP", ok: "BOOLEAN" });
  });

  it("of Arrow", async () => {
    const { found, types } = await read("t.arrow", streamOfTypes());
    expect(types).toMatchObject({
      at: "TIMESTAMP WITH TIME ZONE",
      ms: "TIME",
      d: "DATE",
      u: "UBIGINT",
      l: "JSON[]",
      b: "BOOLEAN",
    });
    expect(found[3]).toMatchObject({ dec: Number("12345678901234567890.12"), ls: "", "s.a": 4, "s.b.c": "y", h: -2, b: true });
  });

  it("of arrays, as those of tables", async () => {
    const array: NdArray = ndarray("float32", [2, 2], Float32Array.of(1, Number.NaN, 2.5, 4));
    expect((await read("a.npy", toNpy(array))).found).toEqual([
      { column1: 1, column2: null },
      { column1: 2.5, column2: 4 },
    ]);
    const large = ndarray("int64", [2, 1], BigInt64Array.of(2n ** 60n + 1n, 3n));
    expect((await read("b.npy", toNpy(large))).found.map(({ column1 }) => column1)).toEqual(["1152921504606846977", 3]);
    const images = ndarray("float32", [1, 2, 2], new Float32Array(4));
    const doubles = ndarray("float64", [2, 2], Float64Array.of(1704067200.25, Number.NaN, 123456789.123, -0.1));
    expect((await read("d.npy", toNpy(doubles))).found).toEqual([
      { column1: 1704067200.25, column2: null },
      { column1: 123456789.123, column2: -0.1 },
    ]);
    await expect(read("c.npy", toNpy(images))).rejects.toThrow(
      "c.npy contains an array of shape [1, 2, 2], but a table needs rows and columns.",
    );
  });

  it("leave nothing in the folder for temporary files", async () => {
    const given = await Promise.all(Object.entries(files).map(async ([name, make]) => folder.write(name, await make())));
    const broken = await folder.write("broken.arrow", streamOfTypes().slice(0, 900));
    const temporary = folder.path("temporary");
    await mkdir(temporary);
    vi.stubEnv("TMPDIR", temporary);
    for (const path of given) (await openTableSource(path)).close();
    await expect(openTableSource(broken)).rejects.toThrow("broken.arrow is not a whole Arrow file");
    vi.unstubAllEnvs();
    expect(await readdir(temporary)).toEqual([]);
  });
});
