import type { TableCheck } from "../../check/index.ts";
import { progressLine } from "../../core/progress.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { MemoryTable } from "../../data/tables/memory/table.ts";
import type { Measured } from "../../report/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { EpochLog } from "../../training/index.ts";
import type { RowsToExport } from "../data/export-rows.ts";
import { autoencoderOf, type ExampleKind, recipeOf } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";
import type { RunStart } from "./trainer.ts";
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

  /** Returns the ONNX file of an autoencoder with the weights of a moment. */
  async network({ settings, kind, weights }: Pick<ReportStart, "settings" | "kind" | "weights">): Promise<Uint8Array> {
    const { exportOnnx } = await import("../../autoencoders/index.ts");
    return exportOnnx(autoencoderWith(settings, kind, weights), "autoencoder");
  },

  /** Returns the ONNX program that trains an autoencoder: the first one with a loop that training compiles. Nothing is trained. */
  async trainingProgram({ settings, kind, train, validation }: Omit<RunStart, "from">): Promise<Uint8Array> {
    const [{ fitByRecipe }, { describeModelFile }] = await Promise.all([
      import("../../tasks/train.ts"),
      import("../../models/describe-file.ts"),
    ]);
    const own = await pageRuntime(1);
    let found: Uint8Array | undefined;
    const runtime: Runtime = {
      name: own.name,
      threads: 1,
      needsTypes: true,
      compile(onnx) {
        if (!describeModelFile(onnx, "program.onnx").graph.nodes.some(({ op }) => op === "Loop")) return own.compile(onnx);
        found = onnx;
        return Promise.reject(new Error("The program was found."));
      },
    };
    await fitByRecipe(autoencoderOf(settings, kind), recipeOf(settings, kind), { train, validation }, { runtime }).catch(
      (error: unknown) => {
        if (!found) throw error;
      },
    );
    return found!;
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
