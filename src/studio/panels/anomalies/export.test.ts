import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Autoencoder } from "../../../autoencoders/index.ts";
import { StackedAutoencoder } from "../../../autoencoders/index.ts";
import { score } from "../../../cli/score.ts";
import { rowIndex, rowNumber } from "../../../core/rows.ts";
import type { Opened } from "../../../data/opened-files.ts";
import { readCsv } from "../../../data/readers/csv.ts";
import { split } from "../../../data/split.ts";
import { csvOfColumns } from "../../../data/tables/csv-text.ts";
import { tableDataset } from "../../../data/tables/memory/dataset.ts";
import { nodeRuntime } from "../../../runtime/node.ts";
import { cutOf } from "./cut.ts";
import { outlierColumns } from "./export.ts";
import { ordersCsv, ordersTable } from "./orders.fixture.ts";
import { above, scoreAll } from "./scored.ts";

describe("exported rows above the threshold", () => {
  let folder: string;
  let opened: Opened;
  let autoencoder: Autoencoder;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "codings-outliers-"));
    const table = await ordersTable(600);
    opened = { ...(await tableDataset(table, { label: "wrong", validation: 0.1 })), table };
    const { train, validation } = split(opened.dataset, 0.1);
    autoencoder = new StackedAutoencoder({ codings: 2, hidden: [8], table: opened.dataset.table!, seed: 1 });
    const runtime = await nodeRuntime();
    await autoencoder.fit(train.examples, { runtime, epochs: 5, validation: validation.examples });
    await autoencoder.save(join(folder, "model"));
    await writeFile(join(folder, "orders.csv"), ordersCsv(600));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("have the same columns, rows, scores and causes as the rows that codings score flags", async () => {
    const runtime = await nodeRuntime();
    const scored = (await scoreAll(
      opened.dataset.examples,
      opened.dataset.heldOut!,
      async (some) => ({ scores: (await autoencoder.scoreSamples(some, { runtime })).data }),
      () => true,
    ))!;
    const cut = cutOf({ method: "conformal", value: 0.1 }, scored, undefined, { miss: 1, falseAlarm: 1 });
    const rows = above(scored, cut);
    const columns = await outlierColumns(opened, scored, rows, (some) => autoencoder.reconstruct(some, { runtime }));
    const output = join(folder, "scores.csv");
    await score()
      .option("--quiet")
      .parseAsync([join(folder, "model"), join(folder, "orders.csv"), "--threshold", "conformal:0.1", "-o", output, "--quiet"], {
        from: "user",
      });
    const printed = (await readCsv(await readFile(output, "utf8"), "scores.csv")).columns;
    const own = (await readCsv(csvOfColumns(columns), "outliers.csv")).columns;
    const names = own.map(({ name }) => name);
    const first = printed.map(({ name }) => name).filter((name) => name !== "pca_score");
    expect(names.slice(0, first.length)).toEqual(first);
    const others = opened.table!.columns.filter(({ name }) => name !== "order");
    expect(names.slice(first.length)).toEqual(["wrong", ...others.map(({ name }) => name).filter((name) => name !== "wrong")]);
    const valuesOf = (some: typeof printed, name: string) => some.find((column) => column.name === name)!.values;
    const flagged = valuesOf(printed, "outlier").flatMap((flag, row) =>
      Number(flag) === 1 || flag === "true" ? [rowNumber(row)] : [],
    );
    expect(flagged.length).toBeGreaterThan(5);
    expect([...valuesOf(own, "row")].map(Number).sort((a, b) => a - b)).toEqual(flagged);
    const written = (await readCsv(ordersCsv(600), "orders.csv")).columns;
    valuesOf(own, "row").forEach((number, i) => {
      const row = rowIndex(Number(number));
      for (const { name } of others) expect(valuesOf(own, name)[i], name).toEqual(valuesOf(written, name)[row]);
      for (const name of ["order", "cause", "expected"])
        expect(valuesOf(own, name)[i], name).toEqual(valuesOf(printed, name)[row]);
      for (const name of ["score", "percentile"])
        expect(Number(valuesOf(own, name)[i]) / Number(valuesOf(printed, name)[row]), name).toBeCloseTo(1, 4);
    });
  });
});
