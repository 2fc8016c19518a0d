import { readFile } from "node:fs/promises";
import { array, assert, asyncProperty, constantFrom, date, integer, nat, record, string, tuple } from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import Papa from "papaparse";
import { expect, it } from "vitest";
import type { NdArray } from "../../../core/ndarray.ts";
import { cells, type SheetCell, workbook } from "../../readers/xlsx.fixture.ts";
import type { TablePreprocessing } from "../schema/columns.ts";
import { writeBeside } from "./beside.node.ts";
import { fillTable } from "./fill.node.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { styleFor } from "./patch-text.node.ts";
import { keyColumns, readAllFeatures } from "./read.node.ts";
import { tables } from "./tables.fixture.ts";
import { readWindows } from "./windows.node.ts";
import { writeTable } from "./write.node.ts";
import { writeResultTable } from "./write-results.node.ts";

const table = tables();
const cellsIn = (text: string) => Papa.parse<string[]>(text.replace(/\n$/, "")).data;
const number = { kind: "number" as const, missing: 0, scaling: "standard" as const, center: 0, scale: 1 };
const learned = (...columns: TablePreprocessing["columns"]): TablePreprocessing => ({ columns, keys: [], leftOut: [] });
/**
 * Fills each missing number with the mean plus `deviations` standard deviations, and each missing category with the one at that
 * index.
 */
const fill =
  (value: number) =>
  async ({ shape, data }: NdArray<"float32">): Promise<NdArray<"float32">> => ({
    dtype: "float32",
    shape,
    data: data.map((x) => (Number.isNaN(x) ? value : x)),
  });
const filled = async (text: string, preprocessing: TablePreprocessing, name = "t.csv", out = "out.csv", value = 0.5) => {
  const source = await table.openText(name, text);
  await fillTable(source, preprocessing, { fill: fill(value), file: table.path(out) });
  source.close();
  return readFile(table.path(out), "utf8");
};

it("keeps texts among numbers and times unchanged, with a note, and fills only missing values", async () => {
  const notes: string[] = [];
  const row = (i: number) => (i === 4 ? ["12o", "x"] : i === 5 ? ["", "soon"] : [i % 5, `2024-01-${10 + i}`]).join(";");
  const text = `n;day\r\n${Array.from({ length: 20 }, (_, i) => `${row(i)}\r\n`).join("")}`;
  const source = await table.openText("t.csv", text);
  const preprocessing = await learnPreprocessing(source);
  const options = { fill: fill(0), file: table.path("out.csv"), mark: "filled", onNote: (line: string) => notes.push(line) };
  const { center } = preprocessing.columns[0] as { center: number };
  expect((await fillTable(source, preprocessing, options)).filled).toEqual({ n: 1 });
  const marked = text.replaceAll("\r\n", ";\r\n").replace("day;", "day;filled");
  expect(await readFile(options.file, "utf8")).toBe(marked.replace(";soon;", `${Math.round(center)};soon;n`));
  const stay = "Each stays unchanged; codings check t.csv lists";
  expect(notes).toEqual([
    `column "n": 1 of 19 values isn't a number; the first is "12o" in row 5. ${stay} it`,
    `column "day": 2 of 20 values aren't times; the first is "x" in row 5. ${stay} them all`,
  ]);
});

const two = (n: number) => String(n).padStart(2, "0");
/** Generators of cells. Each kind has its own notations. */
const KINDS = [
  constantFrom("yes", "no", "Yes", "NO", "true", "F"),
  constantFrom("", "NA", "null", "?", "None", "7.50", "5", "5.0", "-0", "+3", "1e3", ".5", "007"),
  tuple(nat(28), nat(23), nat(59), constantFrom(" ", "T")).map(([d, h, m, t]) => `2024-02-${two(d + 1)}${t}${two(h)}:${two(m)}`),
  date({ noInvalidDate: true, min: new Date("1900-01-01"), max: new Date("2100-01-01") }).map((day) => day.toISOString()),
  tuple(nat(27), nat(11)).map(([d, m]) => `${d + 1}.${two(m + 1)}.2024`),
  integer({ min: 0, max: 99_999 }).map((n) => String(n).padStart(5, "0")),
  tuple(nat(), nat()).map(([a, b]) => `${a + 1}${String(b).padStart(10, "0")}`),
  tuple(integer(), nat(99)).map(([a, b]) => `${a}.${two(b)}`),
  string({ maxLength: 8, unit: constantFrom(..."ab ü,;'\"\n|0.é") }).map((text) => `x${text}y`),
  constantFrom(" a ", "a  b", " 7 ", '""', "#no comment", "it's"),
];
const textTable = array(constantFrom(...KINDS.keys()), { minLength: 1, maxLength: 5 }).chain((kinds) =>
  record({
    rows: array(tuple(...kinds.map((kind) => KINDS[kind]!)), { minLength: 3, maxLength: 30 }),
  }),
);

/** Encodes a text, with a byte order mark if the encoding says so. */
const bytesIn = (text: string, encoding: (typeof ENCODINGS)[number]): Buffer => {
  if (encoding === "windows-1252") return Buffer.from(text, "latin1");
  if (encoding === "utf-16le") return Buffer.from(`\uFEFF${text}`, "utf16le");
  if (encoding === "utf-16be") return Buffer.from(`\uFEFF${text}`, "utf16le").swap16();
  return Buffer.from(encoding === "utf-8 with a mark" ? `\uFEFF${text}` : text);
};
const ENCODINGS = ["utf-8", "utf-8 with a mark", "utf-16le", "utf-16be", "windows-1252"] as const;
/** Styles in which the same table can be written. */
const textStyle = record({
  delimiter: constantFrom(",", ";", "\t", "|"),
  breaks: constantFrom("\n", "\r\n", "\r"),
  encoding: constantFrom(...ENCODINGS),
  quoted: constantFrom("all", "some", "needed"),
  ending: constantFrom(true, false),
  around: constantFrom(true, false),
});

it("a table that is written back has the same bytes, except for filled values", async () => {
  const property = asyncProperty(textTable, textStyle, nat(9), async ({ rows }, style, hole) => {
    const { delimiter, breaks, encoding, quoted, ending, around } = style;
    const field = (cell: string, place: number) => {
      const isNeeded = /["\n]|^ | $|^#/.test(cell) || cell.includes(delimiter);
      const isQuoted = quoted === "all" || isNeeded || (quoted === "some" && place % 3 === 1);
      return isQuoted ? `"${cell.replaceAll('"', '""').replaceAll("\n", breaks)}"` : cell;
    };
    const text = (filled: string) => {
      const lines = [
        ["n", ...rows[0]!.map((_, i) => `column ${i}é`)],
        ...rows.map((row, i) => [i > 4 && i % 10 === hole ? filled : `${i * 3}.5`, ...row]),
      ];
      const written = lines.map((line, i) => line.map((cell, j) => field(cell, i + j)).join(delimiter));
      const above = around ? ["# made by hand"] : [];
      // If cells contain line breaks, a comment at the end can't be distinguished from them.
      const below = around && rows.every((row) => !row.some((cell) => cell.includes("\n"))) ? ["# the end"] : [];
      return [above, written, below].flat().join(breaks) + (ending ? breaks : "");
    };
    const path = await table.write("t.csv", bytesIn(text(""), encoding));
    const source = await table.open(path);
    await fillTable(source, learned({ ...number, name: "n", whole: false }), { fill: fill(0.5), file: table.path("out.csv") });
    source.close();
    const out = await readFile(table.path("out.csv"));
    expect(new TextDecoder("latin1").decode(out)).toBe(new TextDecoder("latin1").decode(bytesIn(text("0.5"), encoding)));
  });
  await assert(property, { numRuns: 40 });
}, 240_000);

it("keeps present cells unchanged, and writes filled ones in their column's format", async () => {
  const rows = ["yes;2024-01-01 00:31;7,50;5;01067;NA", "NO;2024-01-01T10:31;;?;01070;x", ";;0,25;7;;y"];
  const text = `ok;when;price;count;zip;t\n${Array.from({ length: 12 }, (_, i) => rows[i % 3]).join("\n")}\n`;
  const preprocessing = learned(
    { name: "ok", kind: "category", missing: 0.3, values: ["false", "true"], open: false, entropy: 0.6 },
    { ...number, name: "price", whole: false },
    { ...number, name: "count", whole: true, center: 3.9 },
    { name: "zip", kind: "category", missing: 0.3, values: ["01067", "01070"], open: true, entropy: 0.6 },
  );
  const [head, first, second, third] = (await filled(text, preprocessing)).split("\n");
  expect([head, first]).toEqual(["ok;when;price;count;zip;t", rows[0]]);
  expect(second).toBe("NO;2024-01-01T10:31;0,50;4;01070;x");
  expect(third).toBe("NO;;0,25;7;01067;y");
});

it("keeps the first row and each cell's row in a file without names and with decimal commas", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [`u${i % 4}`, i % 5 === 3 ? "" : `${i},5`, `b${i % 3}`]);
  const text = rows.map((row) => row.join(";")).join("\n");
  const written = cellsIn(await filled(text, learned({ ...number, name: "column2", whole: false })));
  expect(written).toEqual(rows.map(([first, x, last]) => [first, x || "0,5", last]));
});

it.each([
  [
    "titles, units and a footer",
    "Sales 2024\n\nn;m\nkg;cm\n1,5;1\n;2\n3,5;4\n4,5;3\nTotal: 4\n",
    "Sales 2024\n\nn;m;filled\nkg;cm;\n1,5;1;\n0,5;2;n\n3,5;4;\n4,5;3;\nTotal: 4\n",
  ],
  [
    "quotes around texts and names",
    '"n","t"\r\n1.5,"a"\r\nNA,"b"\r\n3.5,"c"',
    '"n","t",filled\r\n1.5,"a",\r\n0.5,"b",n\r\n3.5,"c",',
  ],
  [
    "comments, the last of which contains the names",
    "# from a sensor\n# n t\n1.5 1\nnan 2\n# a break\n3.5 3\n",
    "# from a sensor\n# n t filled\n1.5 1 NA\n0.5 2 n\n# a break\n3.5 3 NA\n",
  ],
  [
    "spaces that align columns",
    "   n     t\n 1.5     4\n  NA     5\n12.5     6\n",
    "   n     t filled\n 1.5     4 NA\n 0.5     5 n\n12.5     6 NA\n",
  ],
  [
    "a delimiter after each row, and short rows",
    "t,n,u\na,1.5,x,\nb,\nc,3.5,z,\n",
    "t,n,u,filled\na,1.5,x,,\nb,0.5,,n\nc,3.5,z,,\n",
  ],
  ["no names", "1.5;7\n;8\n3.5;9\n", "1.5;7;\n0.5;8;column1\n3.5;9;\n"],
])("an added column is at the end of each line: %s", async (_, text, expected) => {
  const source = await table.openText("t.csv", text);
  const [name] = source.columns.map((column) => column.name).filter((column) => column === "n" || column === "column1");
  const options = { fill: fill(0.5), mark: "filled", file: table.path("out.csv") };
  await fillTable(source, learned({ ...number, name: name!, whole: false }), options);
  expect(await readFile(table.path("out.csv"), "utf8")).toBe(expected);
});

it("columns at fixed positions keep their positions", async () => {
  const text = "id        n note\r\n 1     12.5 paid in\r\n 2          open\r\n 3     99.0\r\n 4      7.0 late\r\n";
  const written = await filled(text, learned({ ...number, name: "n", whole: false }), "t.txt", "out.txt");
  expect(written).toBe(text.replace(" 2          open", " 2      0.5 open"));
});

it.each([
  [["yes", ""], "no"],
  [["Y", ""], "N"],
  [["TRUE", ""], "FALSE"],
  [["True", ""], "False"],
  [["", "0"], "0"],
])("a boolean filled into a column with %j is written %s", async ([yes, no], word) => {
  const text = `b,x\n${Array.from({ length: 9 }, (_, i) => `${i % 3 ? yes || no : ""},${i}.5`).join("\n")}\n`;
  const truth = { name: "b", kind: "category" as const, missing: 0.3, values: ["false", "true"], open: false, entropy: 0.6 };
  expect((await filled(text, learned(truth))).split("\n")[1]).toBe(`${word},0.5`);
});

it("JSON keeps its values: whole numbers of any size, decimals, nested values and texts", async () => {
  const objects = Array.from({ length: 20 }, (_, i) =>
    `{"id":${12345678901234567000n + BigInt(i)},"f":${i}.5,"g":1.0,"ok":${i % 2 === 0},"t":"2024-01-01T00:3${i % 9}","o":{"a":[1,2.50]},"m":${i === 4 ? "null" : i}.5,"c":${i === 5 ? "null" : `"p\\"${i % 2}"`}}`.replace(
      "null.5",
      "null",
    ),
  );
  const preprocessing = learned(
    { ...number, name: "m", whole: false },
    { name: "c", kind: "category", missing: 0.05, values: ['p"0', 'p"1'], open: true, entropy: 0.6 },
  );
  const out = await filled(`[${objects.join(",\n")}]`, preprocessing, "t.json", "out.jsonl");
  const expected = objects.map((line) => line.replace('"m":null', '"m":0.5').replace('"c":null', '"c":"p\\"0"'));
  expect(out.trimEnd().split("\n")).toEqual(expected);
});

const jsonStyle = record({
  space: constantFrom("", " ", "\n    "),
  colon: constantFrom(":", ": ", " : "),
  shape: constantFrom("lines", "array"),
  hole: constantFrom("null", "no key", '"NA"'),
  isMarked: constantFrom(true, false),
});

it("JSON that is written back has the same characters, except for filled values", async () => {
  const texts = array(string({ maxLength: 9, unit: constantFrom(...'ab \\"{}[],:\né🙂') }), { minLength: 8, maxLength: 8 });
  const property = asyncProperty(texts, jsonStyle, nat(2), async (given, { space, colon, shape, hole, isMarked }, at) => {
    const gap = shape === "lines" ? space.replace("\n    ", "  ") : space;
    const all = (filled: string) => {
      const objects = given.map((text, i) => {
        const value = i % 3 === at ? filled : `${i}.5`;
        const members = [`"t"${colon}${JSON.stringify(text)}`, `"u"${colon}{"v": [1, 2.50, "]"]}`];
        if (value !== "no key") members.push(`"n"${colon}${value}`);
        const mark = i % 3 === at ? '"n"' : "null";
        if (isMarked && filled === "0.5") members.push(`"filled"${colon}${mark}`);
        return `{${gap}${members.join(`,${gap}`)}${gap}}`;
      });
      return shape === "lines" ? objects.join("\n") : `[${space}${objects.join(`,${space}`)}${space}]\n`;
    };
    const source = await table.openText("t.json", all(hole));
    const options = { fill: fill(0.5), file: table.path("out.json"), ...(isMarked && { mark: "filled" }) };
    await fillTable(source, learned({ ...number, name: "n", whole: false }), options);
    source.close();
    expect(await readFile(table.path("out.json"), "utf8")).toBe(all("0.5"));
  });
  await assert(property, { numRuns: 25 });
}, 60_000);

it("a workbook keeps its cells, their formats and its other sheets", async () => {
  const rows: SheetCell[][] = Array.from({ length: 12 }, (_, i) => [
    null,
    `t${i % 2}`,
    i % 4 === 2 ? null : i + 0.5,
    cells.date(45_000 + i),
    i % 5 === 4 ? null : i % 2 === 0,
    i % 4 === 3 ? null : `x${i % 3}`,
    cells.formula("B2*2", i),
  ]);
  const sheets = {
    Notes: [["only a note"]],
    Data: [[null, "Sales of 2024"], [], [null, "t", "n", "d", "ok", "c", "f"], ...rows],
  };
  const before = workbook(sheets);
  const source = await table.open(await table.write("t.xlsx", before));
  const preprocessing = learned(
    { ...number, name: "n", whole: false },
    { name: "ok", kind: "category", missing: 0.2, values: ["false", "true"], open: false, entropy: 0.6 },
    { name: "c", kind: "category", missing: 0.2, values: ["x0", "x1"], open: true, entropy: 0.6 },
  );
  await fillTable(source, preprocessing, { fill: fill(0.5), file: table.path("same.xlsx"), mark: "filled" });
  const after = await readFile(table.path("same.xlsx"));
  const [was, is] = [unzipSync(before), unzipSync(after)];
  expect(Object.keys(is)).toEqual(Object.keys(was));
  const changed = Object.keys(was).filter((name) => !Buffer.from(is[name]!).equals(Buffer.from(was[name]!)));
  expect(changed).toEqual(["xl/worksheets/sheet2.xml"]);
  const again = await table.open(table.path("same.xlsx"));
  expect(again.columns.map(({ name, type }) => [name, type])).toEqual([
    ...source.columns.map(({ name, type }) => [name, type]),
    ["filled", "VARCHAR"],
  ]);
  const all = (name: string) =>
    `SELECT t, d::VARCHAR AS d, f, coalesce(n, 0.5) AS n, coalesce(ok, false) AS ok, coalesce(c, 'x0') AS c FROM ${name}`;
  expect(await again.database.rows(all("data"))).toEqual(await source.database.rows(all("data")));
  const marks = rows.map(
    (row) => [row[2], row[4], row[5]].flatMap((cell, i) => (cell === null ? ["n", "ok", "c"][i]! : [])).join() || null,
  );
  expect((await again.database.rows("SELECT filled FROM data")).map(({ filled }) => filled)).toEqual(marks);
  const cell = /<c r="C6"[^>]*>.*?<\/c>/.exec(strFromU8(is["xl/worksheets/sheet2.xml"]!));
  expect(cell?.[0]).toBe('<c r="C6"><v>0.5</v></c>');
});

it("Parquet keeps types, precision, structs and metadata", async () => {
  const said = JSON.stringify({ index_columns: ["id"], columns: [] });
  const missing = (i: number, sql: string) => `CASE WHEN i <> ${i} THEN ${sql} END`;
  const file = await table.copy(
    `SELECT 9007199254740993 + i AS id, (i + 0.10)::DECIMAL(18, 2) AS price, ${missing(4, "i + 0.5::DOUBLE")} AS m, ${missing(5, "i::TINYINT")} AS w,
     '2024-01-01 00:31:00.123456'::TIMESTAMP AS t, '2024-01-01'::TIMESTAMPTZ AS z, ${missing(6, "i || ',50 €'")} AS price_text,
     ${missing(7, `{'a': {'x': ${missing(8, "i + 0.25::FLOAT")}, 'y': 'why'}, 'b': [i, 2]}`)} AS s, gen_random_uuid() AS u FROM range(20) r(i)`,
    "t.parquet",
    `(KV_METADATA {pandas: '${said}'})`,
  );
  const source = await table.open(file);
  const names = ["m", "w", "price_text", "s.a.x"];
  const preprocessing = learned(...names.map((name) => ({ ...number, name, whole: name === "w", center: 7 })));
  await fillTable(source, preprocessing, { fill: fill(0.5), file: table.path("out.parquet") });
  const types = (path: string) => source.database.rows(`DESCRIBE FROM '${path}'`);
  expect(await types(table.path("out.parquet"))).toEqual(await types(file));
  const { s, ...cells } = {
    s: "coalesce(s.a.x, 7.5) AS x, s.a.y AS y, s.b AS b",
    m: "coalesce(m, 7.5) AS m",
    w: "coalesce(w, 8) AS w",
  };
  const select = (path: string) =>
    source.database.rows(
      `SELECT * EXCLUDE (s, m, w, price_text), ${Object.values(cells).join()}, ${s}, coalesce(price_text, '7,50 €') AS p FROM '${path}'`,
    );
  expect(await select(table.path("out.parquet"))).toEqual(await select(file));
  const [{ n } = { n: 0 }] = await source.database.rows(
    `SELECT count(*) AS n FROM '${table.path("out.parquet")}' WHERE m IS NULL OR w IS NULL OR s.a.x IS NULL OR price_text IS NULL`,
  );
  expect(n).toBe(0);
  const [{ value } = { value: "" }] = await source.database.rows(
    `SELECT decode(value) AS value FROM parquet_kv_metadata('${table.path("out.parquet")}') WHERE decode(key) = 'pandas'`,
  );
  expect(value).toBe(said);
});

it("keysAsWritten reads key columns as they are in the file", async () => {
  const rows = Array.from({ length: 12 }, (_, i) => [
    `${i}.50`,
    `2024-01-0${1 + (i % 9)} 00:31`,
    i % 2 ? "yes" : "no",
    `0${i}`,
    i,
  ]);
  const text = `price,when,ok,zip,x\n${rows.map((row) => row.join(",")).join("\n")}\n`;
  const keys = ["price", "when", "ok", "zip"];
  const preprocessing = { ...learned({ ...number, name: "x", whole: true }), keys };
  const source = await table.openText("t.csv", text, { preprocessing, keysAsWritten: true });
  const read = await readAllFeatures(source, preprocessing, { strays: "known" });
  expect(keys.map((key) => read.keys[key])).toEqual(keys.map((_, i) => rows.map((row) => row[i])));
});

it("the column that sorts windows is read again from the file, which must not have changed", async () => {
  const text = (word: string) =>
    `t,x,${word}\n${Array.from({ length: 40 }, (_, i) => `0${i}.50,${(i * 7) % 11},1`).join("\n")}\n`;
  const source = await table.openText("t.csv", text("y"), { keysAsWritten: true });
  const windows = { window: 4, step: 1, orderBy: "t" };
  expect((await readWindows(source, { windows, strays: "known" })).keys.t!.slice(0, 2)).toEqual(["00.50", "01.50"]);
  await table.write("t.csv", text("another"));
  await expect(readWindows(source, { windows, strays: "known" })).rejects.toThrow("t.csv changed while it was read. Try again.");
});

const near = { rows: [3, 2], columns: [{ name: "row", type: "whole" as const }], values: [[3, 2]] };

it.each([
  ["t.csv", "row,"],
  ["t.tsv", "row\t"],
])("rows written next to results have the bytes of their file (%s)", async (name, first) => {
  const [delimiter] = first.slice(-1);
  const rows = Array.from({ length: 12 }, (_, i) => `${i}.50,"2024-01-0${1 + (i % 9)}T00:31",${i % 2 ? "yes" : "NA"}, "a,${i}"`);
  const lines = ['"price","when","ok","é"', ...rows].map((line) => line.replace(/,(?!\d)/g, delimiter!));
  const bytes = (text: readonly string[]) => Buffer.from(`\uFEFF${text.map((line) => `${line}\r\n`).join("")}`, "utf16le");
  const source = await table.openText(name, bytes(lines));
  expect((await learnPreprocessing(source)).columns.length).toBeGreaterThan(0);
  await writeBeside(source, near, table.path(`near${name}`));
  expect(await readFile(table.path(`near${name}`))).toEqual(
    bytes([`"row"${delimiter}${lines[0]}`, `3${delimiter}${lines[4]}`, `2${delimiter}${lines[3]}`]),
  );
  const columns = [
    { name: "when", type: "text" as const },
    { name: "score", type: "number" as const },
  ];
  const write = (file: string) =>
    writeTable(table.path(file), columns, 1, (some) => some([["2024-01-02T00:31"], [0.1]]), {
      style: styleFor(table.path(file), source),
    });
  await write(`scores${name}`);
  const own = [`"when"${delimiter}"score"`, `"2024-01-02T00:31"${delimiter}0.1`];
  expect(await readFile(table.path(`scores${name}`))).toEqual(bytes(own));
});

it("results have decimal commas if the numbers of their file do", async () => {
  const far = { ...near, columns: [{ name: "far", type: "number" as const }], values: [[0.5, 1e-7]] };
  const score = [{ name: "score", type: "number" as const }];
  for (const [text, own] of [
    ["a;b\n1,5;2\n2,5;3\n3,5;x\n4,5;y\n", ["far;a;b\n0,5;4,5;y\n1e-7;3,5;x\n", "score\n0,25\n"]],
    ['a,b\n"1,5",2\n"2,5",3\n"3,5",x\n"4,5",y\n', ['far,a,b\n"0,5","4,5",y\n1e-7,"3,5",x\n', 'score\n"0,25"\n']],
    // Numbers with points are never mixed with commas.
    ["a;b\n1,5;2.5\n2,5;3.5\n3,5;4.5\n4,5;5.5\n", ["far;a;b\n0.5;4,5;5.5\n1e-7;3,5;4.5\n", "score\n0.25\n"]],
  ] as const) {
    const source = await table.openText("t.csv", text);
    await writeBeside(source, far, table.path("near.csv"));
    const file = table.path("scores.csv");
    await writeTable(file, score, 1, (some) => some([[0.25]]), { style: styleFor(file, source) });
    expect([await readFile(table.path("near.csv"), "utf8"), await readFile(file, "utf8")]).toEqual(own);
  }
});

it("objects written next to results keep their values", async () => {
  const objects = Array.from({ length: 5 }, (_, i) => `{ "row": ${i}.50, "t": "a b" }`);
  const source = await table.openText("t.json", `[${objects.join(", ")}]`);
  await writeBeside(source, near, table.path("near.json"));
  const own = (i: number) => `{"row_":${i},"row":${i}.50,"t":"a b"}`;
  expect(await readFile(table.path("near.json"), "utf8")).toBe(`[\n${own(3)},\n${own(2)}\n]\n`);
  await writeBeside(source, near, table.path("near.jsonl"));
  expect(await readFile(table.path("near.jsonl"), "utf8")).toBe(`${own(3)}\n${own(2)}\n`);
});

it("keys keep their types in Parquet", async () => {
  const select =
    "SELECT DATE '2024-02-03' AS d, '2024-01-01 00:31:00.123456'::TIMESTAMP AS t, 0.10::DECIMAL(18, 2) AS p, 7::USMALLINT AS u";
  const source = await table.open(await table.copy(select, "keys.parquet"));
  const keys = ["d", "t", "p", "u"];
  const file = table.path("scores.parquet");
  const cells = ["2024-02-03", "2024-01-01 00:31:00.123456", "0.10", 7].map((cell) => [cell]);
  await writeResultTable(file, keyColumns(source, { keys }), 1, (write) => write(cells));
  const types = (path: string) => source.database.rows(`SELECT column_name, column_type FROM (DESCRIBE FROM '${path}')`);
  expect(await types(file)).toEqual(await types(table.path("keys.parquet")));
  const all = (path: string) => source.database.rows(`SELECT COLUMNS(*)::VARCHAR FROM '${path}'`);
  expect(await all(file)).toEqual(await all(table.path("keys.parquet")));
});
