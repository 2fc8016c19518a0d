import { AnomalyDetector } from "../anomalies/index.ts";
import { Autoencoder } from "../autoencoders/index.ts";
import { DataError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import type { Dataset } from "../data/dataset.ts";
import { isTextFile } from "../data/tables/duckdb/copy.node.ts";
import { keyColumns, readFeatures, type TableRows } from "../data/tables/duckdb/read.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { STREAMING_MEMORY } from "../data/tables/duckdb/stream.node.ts";
import { readWindows } from "../data/tables/duckdb/windows.node.ts";
import { type ResultColumn, rowNumbers, writeTable } from "../data/tables/duckdb/write.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { familyOf } from "../models/folder.node.ts";
import { type KeepingRuntime, keepingPrograms } from "../runtime/kept.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { scoreColumns } from "../scoring/columns.ts";
import { outlierOf } from "../scoring/labels.ts";
import { scoreCells } from "../scoring/scored.ts";
import { type DataOptions, openData, openFor, openTableFor, streamingRuntime } from "./open.node.ts";
import {
  ROWS_A_PART,
  readyToScore,
  SCORE_OPTIONS,
  type ScoreOptions,
  type ScorePart,
  type ScoreResult,
  type ScoreSource,
  type ScoreSummary,
  scoreInMemory,
  sourceOf,
} from "./score.ts";
import { scorerOf } from "./scorer.ts";

export interface ScoreNodeOptions extends ScoreOptions, DataOptions {
  /** Of a table: the column that says which rows are outliers (1 or true), to measure by; that of the training by default, where the table has it. */
  readonly label?: string;
  /** The file that scores are written to, by its ending: .parquet, .csv, .tsv, .json, .jsonl or .npy; "-" is CSV on stdout. Without it, they are in the result. */
  readonly output?: string;
}

const OPTIONS = { ...SCORE_OPTIONS, label: true, output: true, part: true, skipBad: true, query: true, seed: true } as const;

/** A source with what a file of its scores needs. */
interface OpenedSource extends ScoreSource {
  readonly keys: readonly ResultColumn[];
  close(): void;
}

/**
 * Scores a dataset's rows by a model: how strange each is, its percentile, whether it is an outlier, and which columns make it one. A table is read in parts,
 * so that it may be larger than memory; for a model of windows it is read whole, and rows are scored by the windows that hold them.
 * @param model a loaded model, or the path of its folder.
 * @param data rows in memory, or a dataset's name, a file or a folder.
 * @throws OptionError, DataError as the form in memory, and where model or data can't be read or the file can't be written; nothing is left behind then.
 * @example
 * const { outliers, strangest } = await score("watch", "orders.csv", { output: "scores.csv", threshold: "conformal:0.01" });
 */
export async function score(
  model: Autoencoder | AnomalyDetector | string,
  data: NdArray | Dataset | string,
  options: ScoreNodeOptions & { readonly output: string },
): Promise<ScoreSummary>;
export async function score(
  model: Autoencoder | AnomalyDetector | string,
  data: NdArray | Dataset | string,
  options?: ScoreNodeOptions,
): Promise<ScoreResult>;
export async function score(
  model: Autoencoder | AnomalyDetector | string,
  data: NdArray | Dataset | string,
  options: ScoreNodeOptions = {},
): Promise<ScoreSummary | ScoreResult> {
  const known = knownOptions("score", options, OPTIONS);
  const loaded = typeof model === "string" ? await loadedModel(model) : model;
  const runtime = known.runtime ? keepingPrograms(known.runtime) : await runtimeFor(loaded, known.onNote);
  try {
    const scorer = scorerOf(loaded, runtime, typeof model === "string" ? model : undefined);
    const source = await openedSource(loaded, data, known);
    try {
      return known.output === undefined
        ? await scoreInMemory(scorer, source, known)
        : await writeScores(known.output, source, await readyToScore(scorer, source, known));
    } finally {
      source.close();
    }
  } finally {
    await runtime.close();
  }
}

/** A detector, or an autoencoder of any family. @throws DataError where the folder isn't a model. */
const loadedModel = async (folder: string): Promise<Autoencoder | AnomalyDetector> =>
  (await familyOf(folder)) === "anomaly" ? AnomalyDetector.load(folder) : Autoencoder.load(folder);

/** All threads, but for a small model of a table, which is read meanwhile. */
async function runtimeFor(model: Autoencoder | AnomalyDetector, onNote?: (note: string) => void): Promise<KeepingRuntime> {
  const ofTable = !(model instanceof AnomalyDetector) && model.settings.table && !model.settings.table.windows;
  return ofTable ? streamingRuntime(model.trained.model, onNote) : keepingPrograms(await nodeRuntime({}, onNote));
}

function writeScores(file: string, source: OpenedSource, run: Awaited<ReturnType<typeof readyToScore>>): Promise<ScoreSummary> {
  // Rows that no window holds have no score, and what has missing values is of the type `long`.
  const columns = scoreColumns(
    source.keys,
    source.windows ? { outlier: "long" } : { more: [{ name: "pca_score", type: "number" }] },
  );
  return writeTable(file, columns, source.rows, (write) =>
    run(async ({ start, keys }, scored, pca) => {
      const [scores, percentiles, outliers, ...why] = scoreCells(scored);
      await write([
        rowNumbers(start, scores.length),
        ...source.keys.map(({ name }) => keys[name]!),
        scores,
        percentiles,
        source.windows ? outliers : Int32Array.from(outliers, Number),
        ...why,
        ...(source.windows ? [] : [pca!]),
      ]);
    }),
  );
}

async function openedSource(
  model: Autoencoder | AnomalyDetector,
  data: NdArray | Dataset | string,
  options: ScoreNodeOptions,
): Promise<OpenedSource> {
  const { labels, part = "test", query: _query, ...rest } = options;
  if (typeof data === "string" && model.settings.table) return tableSource(model.settings.table, data, options);
  const dataset = typeof data !== "string" ? data : await opened(model, data, { ...rest, part });
  const rows = "data" in dataset ? { examples: dataset } : dataset;
  const names = "keys" in rows && rows.keys ? Object.keys(rows.keys) : [];
  const named = "rowNames" in rows && rows.rowNames ? ["name", ...names] : names;
  return {
    ...sourceOf(rows, labels),
    keys: named.map((name) => ({ name, type: "text" })),
    close: () => undefined,
  };
}

const opened = (
  model: Autoencoder | AnomalyDetector,
  data: string,
  { part, skipBad, seed, onProgress, onNote }: ScoreNodeOptions,
) => {
  const told = { ...(onProgress && { onProgress }), ...(onNote && { onNote }) };
  const asked = { part: part!, ...(skipBad && { skipBad }), ...(seed !== undefined && { seed }) };
  return model instanceof AnomalyDetector ? openData(data, asked, told) : openFor(model, data, { ...asked, ...told });
};

async function tableSource(
  table: TablePreprocessing,
  data: string,
  { query, output, label: wanted, onNote }: ScoreNodeOptions,
): Promise<OpenedSource> {
  const source = await openTableFor(data, {
    ...(query !== undefined && { query }),
    preprocessing: table,
    keysAsWritten: output !== undefined && isTextFile(output),
    ...(!table.windows && { memory: STREAMING_MEMORY }),
  });
  try {
    const label = labelIn(source, table, wanted);
    const read = { ...table, keys: [...table.keys, ...(label === undefined ? [] : [label])] };
    const columns = keyColumns(source, table);
    const partOf = ({ start, features, keys, unlisted }: TableRows): ScorePart => ({
      start,
      examples: features,
      keys: Object.fromEntries(columns.map(({ name }) => [name, keys[name]!])),
      ...(unlisted && { unlisted }),
      ...(label !== undefined && { labels: keys[label]!.map((cell) => outlierOf(cell, label)) }),
    });
    const asked = { unlisted: true, ...(onNote && { warn: onNote }) };
    const common = { rows: source.rowCount, keys: columns, close: () => source.close() };
    if (!table.windows)
      return {
        ...common,
        async *each() {
          for await (const rows of readFeatures(source, read, { ...asked, rowsAtATime: ROWS_A_PART })) yield partOf(rows);
        },
      };
    const { rows, keys, unlisted, ...windows } = await readWindows(source, {
      preprocessing: { ...table, ...(label !== undefined && { label }) },
      ...asked,
    });
    const all = partOf({ start: 0, features: rows, keys, ...(unlisted && { unlisted }) });
    return {
      ...common,
      windows: { rows, ...windows },
      async *each() {
        yield all;
      },
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** The column to measure by: the one that was asked for, or the training's. @throws DataError where the one asked for isn't there. */
function labelIn({ columns, name }: TableSource, table: TablePreprocessing, wanted?: string): string | undefined {
  const label = wanted ?? table.label;
  if (label === undefined || columns.some((column) => column.name === label)) return label;
  if (wanted === undefined || wanted === table.label) return undefined;
  throw new DataError(message`${name} has no column "${wanted}" to measure by. Check ${option("label")}.`);
}
