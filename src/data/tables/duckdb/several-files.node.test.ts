import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parquetOfColumns, typedColumn } from "../typed-columns.ts";
import { ROW } from "./relation.node.ts";
import { tables } from "./tables.fixture.ts";

const table = tables();

const rowsOf = async (pattern: string) => {
  const { database, relation, notes } = await table.open(table.path(pattern));
  return { rows: await database.rows(`SELECT * EXCLUDE (${ROW}) FROM ${relation} ORDER BY ${ROW}`), notes };
};
const wanted = [
  { x: 1, c: "p", z: null },
  { x: 2, c: "q", z: null },
  { x: 3, c: "p", z: null },
  { x: 4, c: null, z: 0.5 },
];
const lacks = (ending: string) => [
  `t3.${ending} lacks the column c and also has the column z, unlike t1.${ending}; the values count as missing`,
];

describe("combines files of one table by column names", () => {
  it("CSV, with columns in different orders, missing columns, and different styles", async () => {
    await table.write("t1.csv", "x,c\n1,p\n2,q\n");
    await table.write("t2.csv", "c;x\np;3\n");
    await table.write("t3.csv", "z,x\n0.5,4\n");
    expect(await rowsOf("t*.csv")).toEqual({ rows: wanted, notes: lacks("csv") });
  });

  it("JSON, compressed or not", async () => {
    await table.write("t1.jsonl", '{"x": 1, "c": "p"}\n{"x": 2, "c": "q"}\n');
    await table.write("t2.jsonl", '{"c": "p", "x": 3}\n');
    await table.write("t3.jsonl", '{"z": 0.5, "x": 4}\n');
    expect(await rowsOf("t*.jsonl")).toEqual({ rows: wanted, notes: lacks("jsonl") });
    const packed = await table.write("named-otherwise", gzipSync('[{"x": 1}, {"x": 2}]'));
    expect((await table.open(packed)).rowCount).toBe(2);
  });

  it("Parquet", async () => {
    const write = async (name: string, columns: Readonly<Record<string, readonly (string | number)[]>>) =>
      table.write(name, await parquetOfColumns(Object.entries(columns).map(([column, values]) => typedColumn(column, values))));
    await write("t1.parquet", { x: [1, 2], c: ["p", "q"] });
    await write("t2.parquet", { c: ["p"], x: [3] });
    await write("t3.parquet", { z: [0.5], x: [4] });
    expect(await rowsOf("t*.parquet")).toEqual({ rows: wanted, notes: lacks("parquet") });
  });
});
