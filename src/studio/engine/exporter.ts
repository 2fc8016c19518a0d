import type { Autoencoder } from "../../autoencoders/index.ts";
import type { RelationsReport, TableCheck } from "../../check/index.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { progressLine, type WorkProgress } from "../../core/progress.ts";
import { counted } from "../../core/words.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { MemoryTable } from "../../data/tables/memory/table.ts";
import type { Duplicates } from "../../manifold/duplicates.ts";
import type { Measured } from "../../report/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { DriftReport } from "../../scoring/drift/report.ts";
import type { CodingsAdvice, CodingsAdviceOptions } from "../../tasks/codings-advice.ts";
import type { Generated } from "../../tasks/generate.ts";
import type { ImputedTable } from "../../tasks/impute-table.ts";
import type { SimilarRows } from "../../tasks/similar.ts";
import type { EpochLog } from "../../training/index.ts";
import type { RowsToExport } from "../data/export-rows.ts";
import { autoencoderOf, type ExampleKind, recipeOf } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";
import type { RunStart } from "./trainer.ts";
import { autoencoderWith } from "./viewing.ts";
import { pageRuntime } from "./wasm.ts";

/** A network with the weights of a moment. */
export interface ModelStart {
  readonly settings: Settings;
  readonly kind: ExampleKind;
  readonly weights: Float32Array;
}

/** The input of a report: a model, the dataset, whose examples from index `from` on are held out, and the history. */
export interface ReportStart extends ModelStart {
  readonly dataset: Dataset;
  readonly from: number;
  readonly history: readonly EpochLog[];
}

type Tell = (line: string) => void;

/** Returns the options of a task: the runtime, and a function that passes on the progress. */
const told = async (tell: Tell) => ({
  runtime: await pageRuntime(1),
  onProgress: (progress: WorkProgress) => tell(progressLine(progress)),
});

function modelOf({ settings, kind, weights }: ModelStart, examples?: NdArray): Autoencoder {
  const autoencoder = autoencoderWith(settings, kind, weights);
  if (examples) autoencoder.inputDtype = examples.dtype === "uint8" ? "uint8" : "float32";
  return autoencoder;
}

/** Reads the numbers and times of a table as its reader found them. */
async function formed(table: MemoryTable): Promise<MemoryTable> {
  const { formedTable } = await import("../../data/tables/memory/formed.ts");
  return formedTable(table, table.reading ?? {});
}

/** Makes reports and tables, and does the tasks for the data that is open, in a worker that ends afterwards. The code for them is loaded with the first request. */
export const exporter = {
  async measure({ dataset, from, history, ...model }: ReportStart, tell: Tell): Promise<Measured> {
    const { measureDataset } = await import("../../report/index.ts");
    const autoencoder = modelOf(model, dataset.examples);
    const { settings } = model;
    const { seed, epochs, batchSize } = settings;
    return measureDataset(autoencoder, dataset, {
      history,
      from,
      seed,
      trained: { options: { epochs, batchSize }, seed },
      onStep: tell,
      ...(await told(tell)),
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
  async check(table: MemoryTable, tell: Tell): Promise<TableCheck> {
    const { checkCells } = await import("../../tasks/check.ts");
    const { checker: _, ...found } = await checkCells(await formed(table), await told(tell));
    return found;
  },

  /** Fills the missing values of a table, as `codings impute` does. */
  async impute(table: MemoryTable, tell: Tell): Promise<ImputedTable> {
    const { imputeCells } = await import("../../tasks/impute-table.ts");
    return imputeCells(await formed(table), await told(tell));
  },

  /** Compares how the columns of two tables depend on each other. */
  async relations(before: MemoryTable, now: MemoryTable, tell: Tell): Promise<RelationsReport> {
    const { relationsOfCells } = await import("../../tasks/relation-drift.ts");
    return relationsOfCells({ before: await formed(before), now: await formed(now) }, await told(tell));
  },

  /** Compares the codings and the reconstruction errors of two sets of examples. */
  async drift(model: ModelStart, before: NdArray, now: NdArray, tell: Tell): Promise<DriftReport> {
    const { drift } = await import("../../tasks/drift.ts");
    return drift(modelOf(model, before), { before, now }, await told(tell));
  },

  /** Finds the rows that are most similar to a row. @param to its place among the examples, from 1. */
  async similar(model: ModelStart, examples: NdArray, to: number, count: number, tell: Tell): Promise<SimilarRows> {
    const { findSimilar } = await import("../../tasks/similar.ts");
    return findSimilar(modelOf(model, examples), examples, { to, count, ...(await told(tell)) });
  },

  /** Finds groups of nearly equal rows. */
  async duplicates(model: ModelStart, examples: NdArray, tell: Tell): Promise<Duplicates> {
    const { findDuplicates } = await import("../../tasks/similar.ts");
    return findDuplicates(modelOf(model, examples), examples, await told(tell));
  },

  /** Generates examples. */
  async generate(model: ModelStart, count: number, seed: number, tell: Tell): Promise<Generated> {
    const { generate } = await import("../../tasks/generate.ts");
    return generate(modelOf(model), count, { seed, ...(await told(tell)) });
  },

  /** Tries several numbers of codings, as `codings train --codings auto` does. */
  async adviseCodings(
    { settings, kind }: Pick<ModelStart, "settings" | "kind">,
    train: NdArray,
    validation: NdArray,
    limits: Pick<CodingsAdviceOptions, "seeds" | "seconds">,
    tell: Tell,
  ): Promise<CodingsAdvice> {
    const { adviseCodings } = await import("../../tasks/codings-advice.ts");
    const make = (codings: number, seed: number) => autoencoderOf({ ...settings, codings, seed }, kind);
    const { runtime } = await told(tell);
    return adviseCodings(
      make,
      { train, validation },
      {
        ...limits,
        runtime,
        seed: settings.seed,
        onProgress: ({ done, of, codings }) => tell(`training ${done + 1} of ${of}: ${counted(codings, "coding")}`),
      },
    );
  },

  /** Scores the training examples by models that haven't learned them. */
  async unlearnedScores(
    { settings, kind }: Pick<ModelStart, "settings" | "kind">,
    train: NdArray,
    validation: NdArray,
    tell: Tell,
  ): Promise<Float32Array> {
    const { unlearnedScores } = await import("../../tasks/unlearned-scores.ts");
    const recipe = recipeOf(settings, kind);
    const models = 3;
    const { data } = await unlearnedScores(
      () => autoencoderOf(settings, kind),
      recipe,
      { train, validation },
      {
        runtime: await pageRuntime(1),
        models,
        onModel: (done, epoch) => tell(`model ${done + 1} of ${models}, epoch ${epoch}`),
      },
    );
    return data;
  },

  /** Finds the faults of a series with a detector that learns from it. @param orderBy the column of times. */
  async series(table: MemoryTable, orderBy: string | undefined, tell: Tell) {
    const [{ SeriesDetector }, { seriesReadings }] = await Promise.all([
      import("../../series/index.ts"),
      import("../../tasks/series-readings.ts"),
    ]);
    const { rows, times, order, channels } = seriesReadings(await formed(table), orderBy);
    const { runtime } = await told(tell);
    const detector = await new SeriesDetector().fit(rows, {
      times,
      runtime,
      onWork: (done, total) => tell(`step ${done} of ${total}`),
    });
    tell("scoring …");
    const { data: scores } = await detector.scoreSamples(rows, { times, runtime });
    const intervals = await detector.intervals(rows, { times, runtime });
    return { scores, threshold: detector.threshold, intervals, order, channels };
  },

  /** Returns all examples as a table. */
  async table(all: RowsToExport, format: "csv" | "parquet"): Promise<string | Uint8Array> {
    const { exportCsv, exportParquet } = await import("../data/export-rows.ts");
    const rows = Array.from({ length: all.dataset.examples.shape[0]! }, (_, row) => row);
    return format === "csv" ? exportCsv(all, rows) : exportParquet(all, rows);
  },
};
