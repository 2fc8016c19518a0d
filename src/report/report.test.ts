import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { StackedAutoencoder } from "../autoencoders/index.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { garments } from "../data/built-in/garments.ts";
import { rows as rowsIn } from "../data/split.ts";
import { readCells } from "../data/tables/duckdb/read-cells.node.ts";
import { openTable } from "../data/tables/open.node.ts";
import { pngUrl } from "../figures/sprite-sheet.node.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import { measure, reportOf } from "./index.ts";

const folder = temporaryFolder();
const optionsOf = async (history = []) => ({
  runtime: await nativeRuntime(),
  seed: 1,
  trained: { options: {}, seed: 1 },
  history,
});
const words = { title: "T", subtitle: "S", pngUrl };

it("measured values can be posted from a worker to a page, which makes the same report", async () => {
  const dataset = garments({ count: 60 });
  const autoencoder = new StackedAutoencoder({ codings: 3, hidden: [8] });
  await autoencoder.fit(dataset.examples, { epochs: 1 });
  const data = { path: "garments", dataset, from: 40, name: "held out", isTraining: true, learned: rowsIn(dataset, 0, 40) };
  const measured = await measure(autoencoder, data, await optionsOf());
  const page = reportOf(measured, words);
  expect(reportOf(structuredClone(measured), words)).toBe(page);
  expect(page).not.toContain("How to reproduce the results");
  expect(measured.summary.rows.looked).toBe(20);
  expect(measured.worst).toHaveLength(10);
});

it("an existing map is shown if it has one point for each measured row", async () => {
  const dataset = garments({ count: 30 });
  const autoencoder = new StackedAutoencoder({ codings: 3, hidden: [8] });
  await autoencoder.fit(dataset.examples, { epochs: 1 });
  const data = { path: "garments", dataset, from: 20, name: "held out", isTraining: true };
  const of = (count: number) => ({
    positions: {
      dtype: "float32" as const,
      shape: [count, 2],
      data: Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i)),
    },
    method: "a method of its own",
  });
  const measured = await measure(autoencoder, data, { ...(await optionsOf()), map: of(10) });
  expect(reportOf(measured, words)).toContain("by a method of its own");
  await expect(measure(autoencoder, data, { ...(await optionsOf()), map: of(9) })).rejects.toThrow(
    "The map has 9 points, but the report measures 10 rows. Give one point for each row.",
  );
});

it("a table's cells are computed from its features if the table isn't available", async () => {
  const path = folder.path("rows.csv");
  const lines = Array.from({ length: 80 }, (_, i) => `${i % 7},${i % 9 === 0 ? "" : (i * 37) % 101},${["red", "blue"][i % 2]}`);
  writeFileSync(path, `small,hash,colour\n${lines.join("\n")}\n`);
  const dataset = await openTable(path);
  const autoencoder = new StackedAutoencoder({ codings: 2, hidden: [8], table: dataset.table! });
  await autoencoder.fit(dataset.examples, { epochs: 1 });
  const data = { path, dataset, from: 0, name: "of rows", isTraining: false };
  const cells = (columns: readonly string[], rows: readonly number[]) => readCells(path, columns, rows);
  const read = await measure(autoencoder, { ...data, cells }, await optionsOf());
  const told = await measure(autoencoder, data, await optionsOf());
  expect(told.sections).toEqual(read.sections);
  expect(read.sections.strangest!.rows.flatMap(({ cells: row }) => row.map(({ actual }) => actual))).toContain("missing");
});
