import { expect, it } from "vitest";
import { tableWarnings } from "../../../tasks/table-warnings.node.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { ROW } from "./relation.node.ts";
import { tables } from "./tables.fixture.ts";
import { isWide } from "./wide.node.ts";

const table = tables();

/** Generators of values for some kinds of columns, by row. */
const KINDS: readonly ((i: number) => string | number)[] = [
  (i) => ((i * i * 7919) % 1024) / 256,
  (i) => (i % 5 === 1 ? "" : 1e9 + i / 256),
  (i) => (i % 7 === 3 ? -999 : i % 7),
  (i) => 2 ** ((i * 7) % 40),
  (i) => `0${1000 + (i % 4)}`,
  (i) => ["red", "NA", "blue ", "a", "a"][i % 5]!,
  (i) => (i % 3 ? "yes" : "no"),
  (i) => `${i % 9},5`,
  (i) => (i === 17 ? 2 : 1),
  (i) => (i === 30 ? 0.25 : ""),
  (i) => (i < 50 ? "" : i % 4),
  (i) => `k${i}`,
  (i) => 12345678901234567n.toString() + (i % 3),
  (i) => `2024-0${1 + (i % 9)}-1${i % 8}`,
  (i) => `1 ${["mg", "kg"][i % 2]}`,
  (i) => (i % 11) / 4,
];

it("a table with many columns has the same statistics as a few of its columns, which DuckDB computes", async () => {
  const [rows, copies] = [80, 32];
  const names = Array.from({ length: copies }, (_, copy) => KINDS.map((_kind, kind) => `c${kind}_${copy}`)).flat();
  const cells = (i: number) =>
    Array.from({ length: copies }, (_, copy) => KINDS.map((kind) => kind(copy < 2 ? i : (i * copy) % rows))).flat();
  const lines = [names, ...Array.from({ length: rows }, (_, i) => cells(i))].map((line) => line.join(";"));
  const file = await table.write("t.csv", `${lines.join("\n")}\n`);
  const [few, many] = [
    await table.open(file, { query: `SELECT ${names.slice(0, 2 * KINDS.length).join(", ")} FROM data` }),
    await table.open(file),
  ];
  expect([isWide(few), isWide(many)]).toEqual([false, true]);
  const isFirst = (line: string) => /^c\d+_[01]\b/.test(line);
  const where = `${ROW} % 3 <> 1`;
  const [narrow, wide] = [await learnPreprocessing(few, { where }), await learnPreprocessing(many, { where })];
  expect(wide.columns.filter(({ name }) => isFirst(name)).length).toBe(narrow.columns.length);
  for (const column of narrow.columns) {
    const { center, scale, ...rest } = { center: 0, scale: 1, ...column };
    const own = wide.columns.find(({ name }) => name === column.name)!;
    expect(own).toMatchObject(rest);
    if (own.kind !== "number") continue;
    expect(Math.abs(own.center - center)).toBeLessThanOrEqual(2 ** -52 * Math.abs(center));
    expect(own.scale / scale).toBeCloseTo(1, 12);
  }
  expect(wide.leftOut.filter(({ name }) => isFirst(name))).toEqual(narrow.leftOut);
  expect((await tableWarnings(many, wide)).filter(isFirst)).toEqual(await tableWarnings(few, narrow));
});
