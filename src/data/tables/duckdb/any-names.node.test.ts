import { assert, asyncProperty } from "fast-check";
import { describe, expect, it } from "vitest";
import { tableWarnings } from "../../../tasks/table-warnings.node.ts";
import { readCsv } from "../../readers/csv.ts";
import { csvLine } from "../csv-text.ts";
import { tableDataset } from "../memory/dataset.ts";
import { anyNames, NASTY_NAMES } from "../names.fixture.ts";
import { openTable } from "../open.node.ts";
import { readBeside, writeBeside } from "./beside.node.ts";
import { fillTable } from "./fill.node.ts";
import { rowsWithKey } from "./key-rows.node.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { keyColumns } from "./read.node.ts";
import { readCells } from "./read-cells.node.ts";
import { sampleTable } from "./samples.node.ts";
import { readShown } from "./shown.node.ts";
import { tables } from "./tables.fixture.ts";
import { readWindows } from "./windows.node.ts";

const table = tables();

const ROWS = 40;
/** A key, a category, a number, a boolean and a constant. Three cells are missing. */
const cell = (row: number, column: number): string =>
  [
    `k${row}`,
    row === 3 ? "" : "pqr"[(row * 7) % 3]!,
    row === 4 ? "" : `${((row * 31) % 17) + 0.5}`,
    row === 5 ? "" : row % 3 ? "yes" : "no",
    "same",
  ][column]!;
const textOf = (names: readonly string[]) =>
  [csvLine(names), ...Array.from({ length: ROWS }, (_, row) => csvLine(names.map((_name, column) => cell(row, column))))].join(
    "",
  );

async function expectAllReadersTake(names: readonly string[]): Promise<void> {
  const [key, category, number, truth] = names as [string, string, string, string, string];
  const file = await table.write("t.csv", textOf(names));
  const source = await table.open(file);
  expect(source.columns.map(({ name }) => name)).toEqual(names);
  const learned = await learnPreprocessing(source);
  expect(learned.columns.map(({ name, kind }) => [name, kind])).toEqual([
    [category, "category"],
    [number, "number"],
    [truth, "category"],
  ]);
  expect(learned.keys).toEqual([key]);
  await tableWarnings(source, learned);

  const { keys, examples, labels } = await openTable(file, { label: truth });
  expect(Object.entries(keys!).map(([name, values]) => [name, values[7]])).toEqual([[key, "k7"]]);
  expect(labels!.data[7]).toBe(1);
  const inMemory = await tableDataset(await readCsv(textOf(names), "t.csv"), { label: truth, validation: 0.1 });
  expect(inMemory.dataset.table).toEqual((await openTable(file, { label: truth, validation: 0.1 })).table);
  expect(examples.shape).toEqual([ROWS, 5]);

  const sample = await sampleTable(source, learned, "known");
  // Samples of free text are lengths.
  expect(Object.keys(sample.numbers).filter((name) => name === number || !name.endsWith(" (length)"))).toEqual([number]);
  expect(sample.categories[truth]!.missing).toBe(1);
  expect(await rowsWithKey(source, keyColumns(source, learned)[0]!, "k9")).toEqual([9]);
  const windows = { window: 4, step: 1, orderBy: number, groupBy: [category] };
  await expect(readWindows(source, { windows, strays: "known" })).rejects.toThrow(/has no value in row 5/);
  const { parts } = await readWindows(source, { windows: { window: 4, step: 1, groupBy: [category] }, strays: "known" });
  expect(parts.length).toBe(4);
  const [cells] = await readCells(file, names, [7]);
  expect(names.map((name) => Object.entries(cells!).find(([own]) => own === name)?.[1])).toEqual(["k7", "q", 13.5, true, "same"]);
  expect((await readShown(file, [number, key], 8, { preprocessing: learned })).map(({ values }) => values[7])).toEqual([
    13.5,
    "k7",
  ]);

  const fill = async ({ shape, data }: { shape: readonly number[]; data: Float32Array }) => ({
    dtype: "float32" as const,
    shape,
    data: data.map((x) => (Number.isNaN(x) ? 0 : x)),
  });
  const mark = names.some((name) => name.toLowerCase() === "filled in") ? "filled here" : "filled in";
  const { filled } = await fillTable(source, learned, { fill, file: table.path("filled.csv"), mark });
  expect(Object.entries(filled)).toEqual([category, number, truth].map((name) => [name, 1]));
  const written = await table.open(table.path("filled.csv"));
  expect(written.columns.map(({ name }) => name)).toEqual([...names, mark]);
  written.close();

  const near = {
    rows: [3, 1],
    columns: [
      { name: "row", type: "whole" as const },
      { name: "distance", type: "number" as const },
    ],
    values: [
      [3, 1],
      [0.5, 1.5],
    ],
  };
  const [first] = await readBeside(source, near);
  expect(Object.keys(first!).length).toBe(7);
  expect(first).toMatchObject({ [key]: "k3" });
  await writeBeside(source, near, table.path("near.csv"));
  const again = await table.open(table.path("near.csv"));
  expect(again.columns.map(({ name }) => name)).toEqual(expect.arrayContaining([...names]));
  again.close();
}

describe("columns may have any name", () => {
  it.each(Array.from({ length: Math.ceil(NASTY_NAMES.length / 5) }, (_, i) => NASTY_NAMES.slice(5 * i, 5 * i + 5)))(
    "%s, %s, %s, %s, %s",
    async (...names) => {
      await expectAllReadersTake([...names, "others", "of", "these", "may", "follow"].slice(0, 5));
    },
    60_000,
  );

  it("with any combination of names", async () => {
    await assert(asyncProperty(anyNames, expectAllReadersTake), { numRuns: 4, seed: 22 });
  }, 120_000);
});
