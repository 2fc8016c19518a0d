import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCells } from "../tables/duckdb/read-cells.node.ts";
import { tables } from "../tables/duckdb/tables.fixture.ts";
import { tableDataset } from "../tables/memory/dataset.ts";
import { openTable as openInNode } from "../tables/open.node.ts";
import { readParquet } from "./parquet.ts";

const table = tables();
const columns = [
  "(i * 7919) % 101 AS whole",
  "(i % 7)::UTINYINT AS small",
  "9007199254740993 + i AS large",
  "sin(i) AS fraction",
  "sin(i)::FLOAT AS single",
  "(i % 50)::DECIMAL(9, 2) / 4 AS decimal",
  "CASE WHEN i % 5 > 0 THEN 'c' || i % 3 END AS text",
  "i % 3 = 0 AS truth",
  "DATE '2024-01-01' + (i % 300)::INTEGER AS day",
  "TIMESTAMP '2024-01-01 00:00:00.25' + INTERVAL 1 HOUR * i AS time",
  "TIMESTAMPTZ '2024-01-01 00:00:00+00' + INTERVAL 1 HOUR * i AS zoned",
  "TIME '00:30:00' + INTERVAL 1 HOUR * (i % 24) AS clock",
  "[i, 2] AS list",
  "{'a': i} AS object",
  "NULL::INTEGER AS nothing",
  "'x'::ENUM('x', 'y') AS sort",
];
const query = `SELECT ${columns.join(", ")} FROM range(300) r(i)`;

describe("the Parquet reader of a page", () => {
  it.each(["snappy", "zstd", "gzip", "brotli", "lz4", "uncompressed"])(
    "returns the same as Node's reader, with compression %s",
    async (codec) => {
      const file = await table.copy(
        `SELECT * EXCLUDE (large) FROM (${query})`,
        "t.parquet",
        `(CODEC '${codec}', ROW_GROUP_SIZE 2048)`,
      );
      const read = await readParquet(readFileSync(file), "t.parquet");
      const { dataset } = await tableDataset(read, { validation: 0.1 });
      const inNode = await openInNode(file, { validation: 0.1, seed: 42 });
      expect(dataset.table!.leftOut).toEqual(inNode.table!.leftOut);
      expect(dataset.table!.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual(
        inNode.table!.columns.map(({ name, kind }) => `${name} ${kind}`),
      );
      expect(dataset.keys).toEqual(inNode.keys);
      dataset.examples.data.forEach((x, i) => {
        if (!Object.is(x, inNode.examples.data[i])) expect(x).toBeCloseTo(inNode.examples.data[i]!, 5);
      });
    },
  );

  it("returns each cell as Node's reader does", async () => {
    const file = await table.copy(query, "t.parquet");
    const { columns: read } = await readParquet(readFileSync(file), "t.parquet");
    const names = read.map(({ name }) => name).filter((name) => !/list|object|large/.test(name));
    const rows = [0, 3, 5, 299];
    const inNode = await readCells(file, names, rows);
    for (const [i, row] of rows.entries())
      for (const name of names) {
        const value = read.find((column) => column.name === name)!.values[row]!;
        const wanted = inNode[i]![name]!;
        expect(value, `${name} in row ${row}`).toEqual(typeof wanted === "boolean" ? String(wanted) : wanted);
      }
    expect(read.find(({ name }) => name === "large")!.values[3]).toBe("9007199254740996");
    expect(read.find(({ name }) => name === "list")!.values[3]).toBe("[3,2]");
    expect(read.find(({ name }) => name === "object.a")!.values[3]).toBe(3);
  });

  it("keeps the order of many rows in several row groups", async () => {
    const file = await table.copy("SELECT i AS n, i % 3 AS m FROM range(60000) r(i)", "t.parquet", "(ROW_GROUP_SIZE 20000)");
    const { columns: read } = await readParquet(readFileSync(file), "t.parquet");
    expect(read[0]!.values).toEqual(Array.from({ length: 60_000 }, (_, i) => i));
  });
});
