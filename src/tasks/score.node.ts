import { AnomalyDetector } from "../anomalies/index.ts";
import { Autoencoder } from "../autoencoders/index.ts";
import { expectEnding } from "../core/endings.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { rowNumbers } from "../core/rows.ts";
import { keyColumns } from "../data/tables/duckdb/read.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { readWindows } from "../data/tables/duckdb/windows.node.ts";
import { type ResultRows, TABLE_ENDINGS } from "../data/tables/duckdb/write.node.ts";
import { writeResultTable } from "../data/tables/duckdb/write-results.node.ts";
import type { Records } from "../data/tables/records.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { familyOf } from "../models/folder.node.ts";
import { DETECTOR } from "../recipes/schema.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { scoreColumns } from "../scoring/columns.ts";
import { scoreCells } from "../scoring/scored.ts";
import { SERIES_FAMILY } from "../series/files.ts";
import { SeriesDetector } from "../series/index.ts";
import { notAModel, openLearnedTable, partOf, rowsInParts, type TaskData, type ToFile } from "./example-parts.node.ts";
import { dataFor, type ExampleParts, partsToScore, ROWS_A_PART } from "./example-parts.ts";
import { DATA_OPTIONS, type DataOptions, openData, openFor, streamingRuntime } from "./open.node.ts";
import { withPrograms } from "./options.ts";
import { type MaybeRecords, recordsIn } from "./records.node.ts";
import { runtimeOf } from "./runtime.node.ts";
import { readyToScore, type ScoreOptions, type ScoreResult, type ScoreSummary, scoreInMemory } from "./score.ts";
import { type Scorer, type ScoringModel, scorerOf } from "./scorer.ts";

/** Options of `score` in Node. */
export interface ScoreNodeOptions extends ScoreOptions, DataOptions {
  /**
   * For tables: column of labels (1 or true for outliers), which measure the quality of the scores. Default: the label column of
   * the training, if the table has it.
   */
  readonly label?: string;
  /**
   * File for the scores: .parquet, .csv, .tsv, .json, .jsonl or .npy; "-" is CSV on stdout. Without it, the scores are returned.
   */
  readonly output?: string;
}

export const SCORE_OPTIONS: OptionNames<ScoreNodeOptions> = {
  ...DATA_OPTIONS,
  threshold: true,
  alarms: true,
  labels: true,
  label: true,
  output: true,
};

/**
 * Scores how unusual each row is. Each row gets a score, a percentile among the rows held out in training, whether it is an
 * outlier, and the columns that make it one. A table is read in parts, so that it may be larger than memory. For a model of
 * windows, the whole table is read, and each row is scored by the windows that contain it.
 * @param model - loaded model, or the path of its folder.
 * @param data - rows in memory, the name of a dataset, or the path of a file or folder.
 * @throws OptionError if the model was trained without rows held out, or if the threshold needs labels; DataError if the model or
 * the data can't be read, or the file can't be written (then no file is left).
 * @example
 * const { outliers, strangest } = await score("watch", "orders.csv", { output: "scores.csv", threshold: "conformal:0.01" });
 */
export async function score(
  model: ScoringModel | string,
  data: TaskData,
  options: ToFile<ScoreNodeOptions>,
): Promise<ScoreSummary>;
export async function score(model: ScoringModel | string, data: TaskData, options?: ScoreNodeOptions): Promise<ScoreResult>;
export async function score(
  model: ScoringModel | string,
  data: TaskData,
  options: ScoreNodeOptions = {},
): Promise<ScoreSummary | ScoreResult> {
  const known = knownOptions("score", options, SCORE_OPTIONS);
  if (known.output !== undefined && known.output !== "-") expectEnding(known.output, "scores", ...TABLE_ENDINGS);
  const loaded = typeof model === "string" ? await loadedModel(model) : model;
  if (!(loaded instanceof Autoencoder || loaded instanceof AnomalyDetector || loaded instanceof SeriesDetector))
    throw notAModel(loaded, "a detector or an autoencoder");
  return withPrograms({ runtime: await runtimeFor(loaded, known) }, async (runtime) => {
    const scorer = scorerOf(loaded, runtime, typeof model === "string" ? model : undefined);
    const parts = await openToScore(scorer, loaded, data, known);
    try {
      return known.output === undefined
        ? await scoreInMemory(scorer, parts, known)
        : await writeScores(known.output, parts, await readyToScore(scorer, parts, known));
    } finally {
      parts.close();
    }
  });
}

/** Loads a detector or an autoencoder. @throws DataError if the folder isn't a model. */
async function loadedModel(folder: string): Promise<ScoringModel> {
  const family = await familyOf(folder);
  if (family === DETECTOR) return AnomalyDetector.load(folder);
  return family === SERIES_FAMILY ? SeriesDetector.load(folder) : Autoencoder.load(folder);
}

/**
 * Opens data to score. A table is read in parts, or at once for a model of windows.
 * @throws DataError if the data can't be read.
 */
async function openToScore(
  scorer: Scorer,
  model: ScoringModel,
  data: TaskData,
  options: ScoreNodeOptions,
): Promise<ExampleParts> {
  if (typeof data !== "string") {
    const { table } = model.settings;
    const found: MaybeRecords = table?.windows ? await recordsIn(data) : { data };
    if (table && found.records) return openTableToScore(table, found.records, options);
    return partsToScore(await dataFor(model, found.data, { onNote: options.onNote, shape: scorer.shape }), options.labels);
  }
  if (model.settings.table) return openTableToScore(model.settings.table, data, options);
  const { part = "test", skipBad, seed, maxMemory, onProgress, onNote } = options;
  const asked = { part, skipBad, seed, maxMemory };
  const told = { onProgress, onNote };
  const dataset = model instanceof Autoencoder ? openFor(model, data, { ...asked, ...told }) : openData(data, asked, told);
  return partsToScore(await dataset, options.labels);
}

async function openTableToScore(
  table: TablePreprocessing,
  data: string | Records,
  options: ScoreNodeOptions,
): Promise<ExampleParts> {
  const source = await openLearnedTable(data, table, options);
  try {
    const label = labelIn(source, table, options.label);
    const asked = { unlisted: true, strays: options.onNote, warn: options.onNote };
    const parts = rowsInParts(source, table, { ...asked, label, rowsAtATime: ROWS_A_PART });
    if (!table.windows) return parts;
    const preprocessing = { ...table, ...(label !== undefined && { label }) };
    const { rows, keys, unlisted, ...windows } = await readWindows(source, { preprocessing, ...asked });
    const read = partOf({ start: 0, features: rows, keys, unlisted }, keyColumns(source, table), label);
    const all = { ...read, ...(options.labels && { labels: labelsFor(source, options.labels) }) };
    return {
      ...parts,
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

/** Returns the labels. @throws OptionError if their number isn't the number of rows. */
function labelsFor({ rowCount }: TableSource, labels: ArrayLike<number>): ArrayLike<number> {
  if (labels.length === rowCount) return labels;
  throw new OptionError(`There are ${rowCount} rows, but ${labels.length} labels. Give one label for each row.`);
}

/**
 * Returns the column of labels: the given one, or that of the training if the table has it.
 * @throws DataError if the given one doesn't exist.
 */
function labelIn({ columns, name }: TableSource, table: TablePreprocessing, wanted?: string): string | undefined {
  const label = wanted ?? table.label;
  if (label === undefined || columns.some((column) => column.name === label)) return label;
  if (wanted === undefined || wanted === table.label) return undefined;
  throw new DataError(message`${name} has no column "${wanted}" of labels. Check ${option("label")}.`);
}

/** Creates a runtime with all threads. A small model of a table gets fewer, because the table is read at the same time. */
function runtimeFor(model: ScoringModel, task: ScoreNodeOptions): Promise<Runtime> {
  const ofTable = model instanceof Autoencoder && model.settings.table && !model.settings.table.windows;
  return ofTable ? streamingRuntime(model.trained.model, task) : runtimeOf(task);
}

function writeScores(
  file: string,
  { keys, windows, count, styleFor }: ExampleParts,
  run: Awaited<ReturnType<typeof readyToScore>>,
): Promise<ScoreSummary> {
  // Rows that are in no window have no score. The type `long` allows missing values.
  const columns = scoreColumns(keys, windows ? { outlier: "long" } : { more: [{ name: "pca_score", type: "number" }] });
  const body = (write: (rows: ResultRows) => Promise<void>) =>
    run(async (part, scored, pca) => {
      const [scores, percentiles, outliers, ...why] = scoreCells(scored);
      await write([
        rowNumbers(part.start, scores.length),
        ...part.keys,
        scores,
        percentiles,
        windows ? outliers : Int32Array.from(outliers, Number),
        ...why,
        ...(windows ? [] : [pca!]),
      ]);
    });
  return writeResultTable(file, columns, count, body, styleFor?.(file));
}
