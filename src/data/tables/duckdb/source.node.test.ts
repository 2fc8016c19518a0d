import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { csv } from "../csv.fixture.ts";
import { numberSql } from "./cells.node.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { ROW } from "./relation.node.ts";
import { openTableSource } from "./source.node.ts";
import { tables } from "./tables.fixture.ts";

const table = tables();
const rows = csv("a,b,when,ok", 40, (i) => [i + 0.5, "pq"[i % 2], `2024-01-${10 + (i % 9)}`, i % 2 === 0]);
const types = ["a DOUBLE", "b VARCHAR", "when DATE", "ok BOOLEAN"];
const shown = ({ columns }: { columns: readonly { name: string; type: string }[] }) =>
  columns.map(({ name, type }) => `${name} ${type}`);

it("a text file's copy is learned like the file itself and removed afterwards", async () => {
  const lines = csv("id,a,t,when,ok,name,long", 400, (i) => [
    i,
    i % 7 ? (i * 37) % 101 : "",
    `0${i % 24}:30`.slice(-5),
    `2024-01-${10 + (i % 9)} 10:00:00`,
    i % 3 === 0,
    ["é", "p q", '"x,y"'][i % 3],
    `9007199254740993${i % 10}`,
  ]);
  const file = await table.write("t.csv", lines);
  const [plain, copied] = [await table.open(file, { inMemory: 0 }), await table.open(file, { inMemory: 0, readOften: true })];
  expect(copied.columns).toEqual(plain.columns);
  const cells = `SELECT COLUMNS(*)::VARCHAR FROM source ORDER BY ${ROW}`;
  expect(await copied.database.rows(cells)).toEqual(await plain.database.rows(cells));
  expect(await learnPreprocessing(copied)).toEqual(await learnPreprocessing(plain));
  const [{ sql } = { sql: "" }] = await copied.database.rows("SELECT sql FROM duckdb_views() WHERE view_name = 'source'");
  const copy = /'([^']+rows\.parquet)'/.exec(String(sql))![1]!;
  expect(existsSync(copy)).toBe(true);
  copied.close();
  expect(existsSync(copy)).toBe(false);
});

describe("reads the same table", () => {
  it.each([
    ["t.csv", rows],
    ["t.tsv", rows.replaceAll(",", "\t")],
    ["windows.csv", rows.replaceAll("\n", "\r\n")],
    ["bom.csv", `\uFEFF${rows}`],
    ["decimal.csv", rows.replaceAll(",", ";").replaceAll(/(\d)\.5/g, "$1,5")],
    ["days.csv", rows.replaceAll(/(\d{4})-(\d\d)-(\d\d)/g, "$3.$2.$1")],
    ["t.csv.gz", gzipSync(rows)],
  ])("from %s", async (name, text) => {
    const source = await table.openText(name, text);
    expect(shown(source)).toEqual(types);
    expect(source.rowCount).toBe(40);
    expect(await source.database.rows("SELECT sum(a) AS a FROM source")).toEqual([{ a: 800 }]);
  });

  it.each([
    ["t.parquet", ""],
    ["t.jsonl", "(FORMAT json)"],
    ["t.json", "(FORMAT json, ARRAY true)"],
    ["t.csv.zst", "(FORMAT csv, COMPRESSION zstd)"],
  ])("from %s", async (name, options) => {
    const file = await table.copy(`FROM '${await table.write("t.csv", rows)}'`, name, options);
    const source = await table.open(file);
    expect(shown(source)).toEqual(types);
    expect(await source.database.rows("SELECT sum(a) AS a FROM source")).toEqual([{ a: 800 }]);
  });

  it("from the files of a pattern, sorted by name", async () => {
    await table.write(
      "part-1.csv",
      csv("a,b", 3, (i) => [i, "x"]),
    );
    await table.write(
      "part-2.csv",
      csv("a,b", 2, (i) => [10 + i, "y"]),
    );
    const source = await table.open(table.path("part-*.csv"));
    expect(await source.database.rows(`SELECT a FROM source ORDER BY ${ROW}`)).toEqual([0, 1, 2, 10, 11].map((a) => ({ a })));
  });

  it("from a file with decimal commas and without names, with a note, even if two cells of its first row are equal", async () => {
    const source = await table.openText(
      "t.csv",
      csv("a;1,5;a", 40, (i) => ["ab"[i % 2], `${i},5`, "a"], ";"),
    );
    expect(source.rowCount).toBe(41);
    expect(source.columns.map(({ name }) => name)).toEqual(["column1", "column2", "column3"]);
    expect(source.notes).toEqual([expect.stringContaining("t.csv seems to have no column names")]);
  });

  it("refuses SQL whose result has a name twice", async () => {
    const query = "SELECT a, b, a FROM data";
    await expect(table.openText("t.csv", rows, { query })).rejects.toThrow('--query: its result has the column "a" twice.');
  });

  it("from the result of SQL", async () => {
    const source = await table.openText("t.csv", rows, { query: "SELECT b, sum(a) AS a FROM data GROUP BY b ORDER BY b;" });
    expect(source.rowCount).toBe(2);
    expect(source.columns.map(({ name }) => name)).toEqual(["b", "a"]);
  });
});

it.each([
  ["in memory", 256],
  ["read again", 0],
])("counts rows in order, %s", async (_how, inMemory) => {
  const file = await table.copy("SELECT i AS n FROM range(300000) r(i)", "t.parquet", "(ROW_GROUP_SIZE 20000)");
  const source = await table.open(file, { inMemory });
  expect(await source.database.rows(`SELECT count(*) AS n FROM source WHERE n <> ${ROW}`)).toEqual([{ n: 0 }]);
});

it("a late value without its column's type makes the column text, even if the file isn't in memory", async () => {
  const last = 79_999;
  const text = csv("a,b,c,d,e", last + 1, (i) => [
    i === last ? "oops" : i,
    i,
    i === last ? ".25" : i % 2,
    i === last ? "4e-1" : i % 2,
    `2024-01-1${i % 9}${i === last ? " 03:00" : ""}`,
  ]);
  expect(text.indexOf("oops")).toBeGreaterThan(2 ** 20);
  for (const inMemory of [256, 0]) {
    const source = await table.openText("t.csv", text, { inMemory });
    expect(shown(source)).toEqual(["a VARCHAR", "b BIGINT", "c VARCHAR", "d VARCHAR", "e VARCHAR"]);
    expect(source.rowCount).toBe(last + 1);
    const numbers = ["c", "d"].map((name) => numberSql(source.columns.find((column) => column.name === name)!)).join(", ");
    const rows = await source.database.rows(`SELECT ${numbers} FROM source WHERE ${ROW} = ${last}`);
    expect(Object.values(rows[0]!)).toEqual([0.25, 0.4]);
  }
});

describe("reports a mistake in one line", () => {
  it.each([
    ["t.csv", "", "t.csv is empty. Use a table with at least one row."],
    ["t.csv", "a,b\n", "t.csv has no rows. Use a table with at least one row."],
    [
      "t.csv",
      csv("a,b,c", 30, (i) => (i === 7 ? [1, 2] : [1, 2, 3])),
      "t.csv, line 9 has 2 columns, but the other lines have 3.",
    ],
    [
      "t.csv",
      csv("a,b,c", 30_000, (i) => (i === 29_000 ? [1, 2, 3, 4] : [1, 2, 3])),
      "t.csv, line 29002 has 4 columns, but the other lines have 3.",
    ],
    ["t.csv", Buffer.from("a,b\n1,gr\xfcn\n2,\x81\n", "latin1"), "t.csv is neither UTF-8 nor Windows-1252. Set its encoding"],
    ["t.csv", Buffer.from("a,b\n1,größe\n2,für\n3,\xff\n".replace("\xff", "\u0000")), "t.csv, line 4 contains a NUL byte"],
    ["t.csv", `a,b\n1,${"x".repeat(3_000_000)}\n`, "t.csv, line 2 is longer than 2 MB."],
    ["t.jsonl", '{"a": 1}\n{"a": \n', "the JSON is broken"],
    ["t.parquet", "PAR1 and no more", "t.parquet is not a whole Parquet file. Write it again."],
  ])("%s", async (name, text, line) => {
    const error = (await table.openText(name, text).catch((caught: Error) => caught)) as Error;
    expect(error.message).toContain(line);
    expect(error.message).not.toContain("\n");
  });

  it("a file without a column in common with the first file of its pattern", async () => {
    await table.write("p1.csv", "a,b\n1,2\n");
    await table.write("p2.csv", "c,d\n1,2\n");
    await expect(table.open(table.path("p*.csv"))).rejects.toThrow("p2.csv has no column in common with p1.csv");
  });

  it("invalid SQL, and an unknown column", async () => {
    const file = await table.write("t.csv", rows);
    await expect(table.open(file, { query: "SELEC 1" })).rejects.toThrow("--query can't be read: syntax error");
    await expect(table.open(file, { query: "SELECT bb FROM data" })).rejects.toThrow('--query: there is no column "bb"');
  });

  it("a missing file, a folder, a missing extension for URLs", async () => {
    await expect(table.open(table.path("nothing.csv"))).rejects.toThrow("nothing.csv doesn't exist");
    await expect(table.open(table.path("no*.csv"))).rejects.toThrow("No file matches");
    await expect(table.open(table.path())).rejects.toThrow("is a folder, not a table");
    const remote = (await table.open("http://127.0.0.1:9/t.csv").catch((caught: Error) => caught)) as Error;
    expect(remote.message).toMatch(/needs DuckDB's extension httpfs|can't be/);
  });
});

it("a column called data, and names with quotes, spaces, dots and commas", async () => {
  const source = await table.openText("t.csv", '"data","a ""q""","b c","d.e","f,g"\n1,2,3,4,5\n');
  expect(source.columns.map(({ name }) => name)).toEqual(["data", 'a "q"', "b c", "d.e", "f,g"]);
});

it("rows that are too short and too long are a ragged table, not prose above one; prose is skipped", async () => {
  await expect(table.openText("ragged.csv", "a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11,12\n")).rejects.toThrow(
    "ragged.csv, line 3 has 2 columns, but the other lines have 3.",
  );
  const source = await table.openText("titled.csv", "A title of the sheet\n\nx,y\n1,2\n3,4\n5,6\n");
  expect(shown(source)).toEqual(["x BIGINT", "y BIGINT"]);
});

describe("a first line of numbers contains names if it can't be a row", () => {
  const namesOf = ({ columns }: { columns: readonly { name: string }[] }) => columns.map(({ name }) => name);
  const years = csv("region,2019,2020,2021", 40, (i) => ["NSEW"[(i * 7) % 4], i % 17, (i * 3) % 11, (i * 5) % 13]);

  it.each([
    ["years over numbers", years, ["region", "2019", "2020", "2021"]],
    ["years with equal steps between them", csv("2000,2010,2020", 9, (i) => [i, i * i, 1 / (1 + i)]), ["2000", "2010", "2020"]],
    ["places counted from 0", csv("0,1,2,3", 20, (i) => [i % 3, (i * 7) % 5, i / 2, 1]), ["0", "1", "2", "3"]],
    ["wavelengths at equal steps", csv("400,410.5,421,431.5", 20, (i) => [i, i * i, i / 7, 3]), ["400", "410.5", "421", "431.5"]],
    [
      "the empty name of an index before them",
      csv(",0,1,2,3", 20, (i) => [i, i % 3, (i * 7) % 5, i / 2, 1]),
      ["column1", "0", "1", "2", "3"],
    ],
  ])("%s", async (_what, text, names) => {
    const source = await table.openText("t.csv", text);
    expect(namesOf(source)).toEqual(names);
    expect(source.rowCount).toBe(text.split("\n").length - 2);
    expect(source.notes).toEqual([]);
  });

  it.each([
    ["rows of numbers at equal steps", csv("1,2,3,4", 20, (i) => [i, i + 1, i + 2, i + 3])],
    ["three numbers at equal steps", csv("1,2,3", 20, (i) => [i, i * i, i % 7])],
    ["numbers at other steps", csv("400,402,407", 20, (i) => [i / 7, i / 3, i / 11])],
    ["the first and the last year of something", csv("a,2019,2020", 20, (i) => ["abc"[i % 3], 1990 + i, 1995 + 2 * i])],
    ["a text that repeats", csv("N,2019,2020,2021", 20, (i) => ["NSEW"[i % 4], i, i, i])],
  ])("it is a row, with a note: %s", async (_what, text) => {
    const source = await table.openText("t.csv", text);
    expect(namesOf(source)[0]).toBe("column1");
    const first = text.split("\n")[0]!.replaceAll(",", ", ");
    expect(source.notes).toEqual([
      `t.csv seems to have no column names, because its first line (${first}) looks like the others. The columns are called column1, column2 and so on. If the first line contains the names, use the option header: true (--header)`,
    ]);
  });

  it("a model finds its columns column0, column1 and so on, and a model with names finds those", async () => {
    const learned = (...names: string[]) => ({
      preprocessing: {
        columns: names.map((name) => ({ name, kind: "date" as const, missing: 0, cycles: [] })),
        keys: [],
        leftOut: [],
      },
    });
    expect((await table.openText("t.csv", years, learned("column1", "column2"))).rowCount).toBe(41);
    const text = csv("400,402,407", 20, (i) => [i / 7, i / 3, i / 11]);
    expect(namesOf(await table.openText("t.csv", text, learned("400", "407")))).toEqual(["400", "402", "407"]);
  });

  it("a column's name may be a word for a missing value", async () => {
    expect(
      namesOf(
        await table.openText(
          "t.csv",
          csv("NA,x,null", 20, (i) => [i, i, "ab"[i % 2]]),
        ),
      ),
    ).toEqual(["NA", "x", "null"]);
  });
});

it("is closed at the end of a block, which removes the temporary file of rows as objects", async () => {
  const folder = mkdtempSync(join(tmpdir(), "codings-source-"));
  vi.stubEnv("TMPDIR", folder);
  try {
    const source = await openTableSource([{ x: 1 }, { x: 2 }]);
    expect(readdirSync(folder).length).toBeGreaterThan(0);
    await source[Symbol.asyncDispose]();
    expect(readdirSync(folder)).toEqual([]);
    await expect(source.database.rows("SELECT 1")).rejects.toThrow();
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
});
