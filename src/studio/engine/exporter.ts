import type { TableCheck } from "../../check/index.ts";
import { progressLine } from "../../core/progress.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { MemoryTable } from "../../data/tables/memory/table.ts";
import type { Measured } from "../../report/index.ts";
import type { EpochLog } from "../../training/index.ts";
import type { RowsToExport } from "../data/export-rows.ts";
import type { ExampleKind } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";
import { autoencoderWith } from "./viewing.ts";
import { pageRuntime } from "./wasm.ts";

/** The input of a report: a network with the weights of a moment, the dataset, whose examples from index `from` on are held out, and the history. */
export interface ReportStart {
  readonly settings: Settings;
  readonly kind: ExampleKind;
  readonly weights: Float32Array;
  readonly dataset: Dataset;
  readonly from: number;
  readonly history: readonly EpochLog[];
}

/** Makes reports and tables, and checks tables, in a worker that ends afterwards. The code for them is loaded with the first request. */
export const exporter = {
  async measure(start: ReportStart, tell: (line: string) => void): Promise<Measured> {
    const { settings, kind, weights, dataset, from, history } = start;
    const { measureDataset } = await import("../../report/index.ts");
    const autoencoder = autoencoderWith(settings, kind, weights);
    autoencoder.inputDtype = dataset.examples.dtype;
    const { seed, epochs, batchSize } = settings;
    return measureDataset(autoencoder, dataset, {
      history,
      from,
      seed,
      runtime: await pageRuntime(1),
      trained: { options: { epochs, batchSize }, seed },
      onStep: tell,
      onProgress: (progress) => tell(progressLine(progress)),
    });
  },

  /** Finds the wrong cells of a table, as `codings check` does. */
  async check(table: MemoryTable, tell: (line: string) => void): Promise<TableCheck> {
    const [{ checkCells }, { formedTable }] = await Promise.all([
      import("../../tasks/check.ts"),
      import("../../data/tables/memory/formed.ts"),
    ]);
    const { checker: _, ...found } = await checkCells(formedTable(table, table.reading ?? {}), {
      runtime: await pageRuntime(1),
      onProgress: (progress) => tell(progressLine(progress)),
    });
    return found;
  },

  /** Returns all examples as a table. */
  async table(all: RowsToExport, format: "csv" | "parquet"): Promise<string | Uint8Array> {
    const { exportCsv, exportParquet } = await import("../data/export-rows.ts");
    const rows = Array.from({ length: all.dataset.examples.shape[0]! }, (_, row) => row);
    return format === "csv" ? exportCsv(all, rows) : exportParquet(all, rows);
  },
};
