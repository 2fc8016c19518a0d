import { appendFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { csv } from "../csv.fixture.ts";
import { openTable } from "../open.node.ts";
import type { Column, TablePreprocessing } from "../schema/columns.ts";
import { fromFeatures } from "../schema/features.ts";
import { holdOut } from "./hold-out.node.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { readAllFeatures, readFeatures } from "./read.node.ts";
import { tables } from "./tables.fixture.ts";

const table = tables();
const text = csv("id,x,c,ok,when", 300, (i) => [
  1000 + i,
  i % 11 === 0 ? "" : i % 7,
  i % 13 === 0 ? "" : "pqr"[i % 3],
  i % 2 === 0,
  `2024-01-01 ${String(i % 24).padStart(2, "0")}:00:00`,
]);
const learned = async () => learnPreprocessing(await table.openText("train.csv", text));
const only = (column: Column, keys: string[] = []): TablePreprocessing => ({ columns: [column], keys, leftOut: [] });

it("features are the same for any number of rows at a time, and keys are whole numbers", async () => {
  const source = await table.openText("t.csv", text);
  const preprocessing = await learnPreprocessing(source);
  const all = await readAllFeatures(source, preprocessing, { rowsAtATime: 1000, strays: "known" });
  for (const rowsAtATime of [1, 7, 300])
    expect(await readAllFeatures(source, preprocessing, { rowsAtATime, strays: "known" })).toEqual(all);
  expect(all.keys).toEqual({ id: Array.from({ length: 300 }, (_, i) => 1000 + i) });
});

it("a row's features can be converted back to its values; missing values are NaN", async () => {
  const source = await table.openText("t.csv", text);
  const { columns, ...rest } = await learnPreprocessing(source);
  const { features } = await readAllFeatures(source, { columns, ...rest }, { strays: "known" });
  const shown = (row: number) => {
    let at = row * features.shape[1]!;
    return columns.map((column) => {
      const size = column.kind === "number" ? 1 : column.kind === "date" ? 2 : column.values.length + (column.open ? 1 : 0);
      const own = features.data.subarray(at, at + size);
      at += size;
      return own.some(Number.isNaN) ? [...own].every(Number.isNaN) && "missing" : fromFeatures(column, own);
    });
  };
  expect(shown(5)).toEqual([5, "r", "false", "05:00"]);
  expect(shown(11)).toEqual(["missing", "r", "false", "11:00"]);
  expect(shown(13)).toEqual([6, "missing", "false", "13:00"]);
});

it("whole keys above 2^53 keep their digits", async () => {
  const source = await table.openText(
    "t.csv",
    csv("id,x", 20, (i) => [`90071992547409930${10 + i}`, i % 3]),
  );
  const { keys } = await readAllFeatures(
    source,
    only({ kind: "number", name: "x", missing: 0, scaling: "standard", center: 0, scale: 1, whole: true }, ["id"]),
    { strays: "known" },
  );
  expect(keys.id![3]).toBe("9007199254740993013");
});

describe("new rows", () => {
  const score = async (changed: string, warn?: (line: string) => void) => {
    const preprocessing = await learned();
    const source = await table.openText("new.csv", changed, { preprocessing });
    return readAllFeatures(source, preprocessing, { strays: warn, warn });
  };

  it("with unseen values are reported once and count as other values", async () => {
    const lines: string[] = [];
    const { features } = await score(text.replaceAll(",p,", ",s,"), (line) => lines.push(line));
    expect(lines).toEqual(['column "c": 92 of 300 rows have a value that wasn\'t in the training data; they count as "(other)"']);
    expect([...features.data.subarray(3 * 9 + 1, 3 * 9 + 5)]).toEqual([0, 0, 0, 1]);
  });

  it("with texts among numbers and times are reported first, and the texts count as missing", async () => {
    const lines: string[] = [];
    const changed = text.replace("1001,1,", "1001,one,").replaceAll("2024-01-01 05", "noon 05").replaceAll(",p,", ",s,");
    const { features } = await score(changed, (line) => lines.push(line));
    expect(lines).toEqual([
      'column "x": 1 of 272 values isn\'t a number; the first is "one" in row 2. Each counts as missing; codings check new.csv lists it',
      'column "when": 13 of 300 values aren\'t times; the first is "noon 05:00:00" in row 6. Each counts as missing; codings check new.csv lists them all',
      expect.stringContaining('column "c": 92 of 300 rows'),
    ]);
    const width = features.shape[1]!;
    expect([features.data[width], features.data[6 * width - 1]]).toEqual([Number.NaN, Number.NaN]);
  });

  it("can have only missing values, or numbers instead of text", async () => {
    await expect(score(csv("id,x,c,ok,when", 5, (i) => [i, "", i, "", ""]))).resolves.toBeDefined();
  });

  it.each([
    [
      "lacks a column",
      text.replace("id,x,c", "id,x2,c"),
      'new.csv lacks the column "x" that the model was trained on. If it is called "x2" now, rename it.',
    ],
    [
      "has text for many numbers",
      text.replaceAll(",1,", ",one,"),
      'column "x" was a number in training, but it is "one" in row 2.',
    ],
    ["has infinity", text.replace("1001,1,", "1001,inf,"), 'column "x" is inf in row 2.'],
    [
      "has text for many times",
      text.replaceAll("2024-01-01 0", "noon 0"),
      'column "when" was a time in training, but it is "noon 00:00:00" in row 1.',
    ],
  ])("reports a table that %s", async (_what, changed, line) => {
    await expect(score(changed)).rejects.toThrow(line);
  });
});

it("reports a file that changes while it is read", async () => {
  const file = await table.write("t.csv", text);
  const source = await table.open(file, { inMemory: 0 });
  const preprocessing = await learnPreprocessing(source);
  const read = async () => {
    for await (const _ of readFeatures(source, preprocessing, { rowsAtATime: 10, strays: "known" }))
      appendFileSync(file, "1,1,p,true,\n");
  };
  await expect(read()).rejects.toThrow("t.csv changed while it was read. Try again.");
});

describe("held-out rows", () => {
  const open = async (seed: number, validation: number) =>
    openTable(
      await table.write(
        "t.csv",
        csv("id,x", 1000, (i) => [i, (i * 37) % 101]),
      ),
      { validation, seed, keys: ["id"] },
    );
  const held = async (seed: number, validation = 0.1) => {
    const { keys, heldOut } = await open(seed, validation);
    return (keys!.id as number[]).slice(-heldOut!);
  };

  it("are spread evenly over the table; their number is that requested, and the seed chooses them", async () => {
    const rows = await held(1);
    expect(Math.abs(rows.length - 100)).toBeLessThanOrEqual(1);
    const tenths = Array.from({ length: 10 }, (_, i) => rows.filter((row) => Math.floor(row / 100) === i).length);
    expect(Math.max(...tenths) - Math.min(...tenths)).toBeLessThanOrEqual(3);
    expect(await held(1)).toEqual(rows);
    expect(await held(2)).not.toEqual(rows);
    expect(Math.abs((await held(1, 50)).length - 50)).toBeLessThanOrEqual(1);
  });

  it("leave at least one row on either side", () => {
    for (const [share, rows] of [
      [0.001, 1],
      [0.999, 1],
    ] as const) {
      const { isHeld } = holdOut({ name: "t", rowCount: 2 }, share, 42);
      expect([0, 1].filter(isHeld)).toHaveLength(rows);
    }
    expect(() => holdOut({ name: "t", rowCount: 1 }, 0.1, 42)).toThrow("t has 1 row, but at least two are needed");
  });

  it("are the same in SQL and in JavaScript", async () => {
    const source = await table.openText(
      "t.csv",
      csv("x", 5000, (i) => [i]),
    );
    const { sql, isHeld } = holdOut(source, 0.1, 7);
    const rows = await source.database.rows(`SELECT x FROM source WHERE ${sql} ORDER BY x`);
    expect(rows.map(({ x }) => x)).toEqual(Array.from({ length: 5000 }, (_, i) => i).filter(isHeld));
  });
});
