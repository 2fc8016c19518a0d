import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../readers/csv.ts";
import { readJson } from "../../readers/json.ts";
import { readParquet } from "../../readers/parquet.ts";
import { csv } from "../csv.fixture.ts";
import { tableDataset } from "../memory/dataset.ts";
import type { MemoryTable } from "../memory/table.ts";
import { openTable } from "../open.node.ts";
import { readCells } from "./read-cells.node.ts";
import { tables } from "./tables.fixture.ts";

const table = tables();
const ROWS = 60;

const zip = (i: number) => `0${(i * 37) % 10}0${(i * 7) % 10}7`;
const kinds: readonly (readonly [string, (i: number) => string])[] = [
  ["postal codes with leading zeros", zip],
  ["telephone numbers, one with a leading zero after the first rows", (i) => (i === 55 ? "030123456" : `49${30_000 + i}`)],
  ["whole numbers of 64 bits", (i) => `${9007199254740993n + BigInt(i)}`],
  ["negative whole numbers of 64 bits", (i) => `-${9007199254740993n + BigInt(i)}`],
  ["whole numbers of 20 digits", (i) => `${12345678901234567000n + BigInt(i)}`],
  ["whole numbers, a few of which have 20 digits", (i) => (i % 25 === 24 ? `${12345678901234567000n + BigInt(i)}` : `${i}`)],
  ["whole numbers of 30 digits", (i) => `${123456789012345678901234567000n + BigInt(i)}`],
];

/** Checks that each reader keeps every digit of the column and doesn't learn it as numbers. */
async function expectKept(path: string, page: MemoryTable, values: readonly string[]): Promise<void> {
  for (const keys of [undefined, ["id"]]) {
    const node = await openTable(path, { ...(keys && { keys }) });
    const { dataset } = await tableDataset(page, { ...(keys && { keys }), validation: 1 / values.length });
    for (const { table: learned } of [node, dataset]) expect(learned!.columns.map(({ name }) => name)).not.toContain("id");
    expect(node.keys!.id!.map(String)).toEqual(values);
    const places = [...dataset.rowIndices!];
    expect(dataset.keys!.id!.map(String)).toEqual(places.map((row) => values[row]));
  }
  expect((await readCells(path, ["id"], [0, 24, 55])).map(({ id }) => String(id))).toEqual([values[0], values[24], values[55]]);
}

describe.each(kinds.map(([what, of]) => ({ what, of })))("$what keep every digit and aren't learned as numbers", ({ of }) => {
  const values = Array.from({ length: ROWS }, (_, i) => of(i));
  const distinct = new Set(values).size === ROWS;
  const text = csv("id,x", ROWS, (i) => [of(i), (i * 31) % 17]);

  it.runIf(distinct)("in CSV", async () => {
    await expectKept(await table.write("t.csv", text), await readCsv(text, "t.csv"), values);
  });

  it.runIf(distinct && !of(55).startsWith("0"))("in JSON", async () => {
    const json = `[${values.map((id, i) => `{"id": ${id}, "x": ${i % 7}}`).join(",\n")}]`;
    if (of(0).length < 30) await expectKept(await table.write("t.json", json), readJson(json, "t.json"), values);
    const texts = `[${values.map((id, i) => `{"id": "${id}", "x": ${i % 7}}`).join(",\n")}]`;
    await expectKept(await table.write("t.json", texts), readJson(texts, "t.json"), values);
  });

  const areLongs = values.every((value) => `${BigInt.asIntN(64, BigInt(value))}` === value);
  it.runIf(distinct && areLongs)("in Parquet", async () => {
    const file = await table.copy(`SELECT id::BIGINT AS id, x FROM '${await table.write("t.csv", text)}'`, "t.parquet");
    await expectKept(file, await readParquet(await readFile(file), "t.parquet"), values);
  });
});

it("codes that repeat are categories, with their zeros", async () => {
  const text = csv("zip,x", ROWS, (i) => [zip(i % 4), i % 7]);
  const learned = [
    await openTable(await table.write("t.csv", text)),
    (await tableDataset(await readCsv(text, "t.csv"), { validation: 0.1 })).dataset,
  ];
  for (const dataset of learned)
    expect(dataset.table!.columns[0]).toMatchObject({
      name: "zip",
      kind: "category",
      values: expect.arrayContaining(["00007", "07077"]),
    });
});

it("numbers with a point stay numbers, with any digits before it, and so do long ones", async () => {
  const text = csv("a,b,c,d", ROWS, (i) => [`0${i}.5`, `${i}e20`, i % 2 ? `${i}.25` : `1000000000000000000${i}`, i]);
  const { table: learned } = await openTable(await table.write("t.csv", text), { keys: ["d"] });
  expect(learned!.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual(["a number", "b number", "c number"]);
});

it("a model that learned codes as numbers reads them as numbers again", async () => {
  const file = await table.write(
    "t.csv",
    csv("zip,x", ROWS, (i) => [zip(i), i % 7]),
  );
  const number = {
    name: "zip",
    kind: "number" as const,
    missing: 0,
    scaling: "standard" as const,
    center: 0,
    scale: 1,
    whole: true,
  };
  const { examples } = await openTable(file, { preprocessing: { columns: [number], keys: ["x"], leftOut: [] } });
  expect([...examples.data]).toEqual(Array.from({ length: ROWS }, (_, i) => Number(zip(i))));
});
