import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { CHECKER, FEWEST_ROWS, type RelationDrift, samplesIn, TableChecker } from "../check/index.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import type { TableSample } from "../data/column-samples.ts";
import { isSavedData } from "../data/fingerprint.node.ts";
import { isTable } from "../data/open.node.ts";
import { split } from "../data/split.ts";
import { sampledCells } from "../data/tables/duckdb/cells-in-memory.node.ts";
import { holdOut } from "../data/tables/duckdb/hold-out.node.ts";
import { learnPreprocessing } from "../data/tables/duckdb/learn.node.ts";
import { readFeatures } from "../data/tables/duckdb/read.node.ts";
import { evenlyDrawn, SAMPLE_ROWS, sampleTable } from "../data/tables/duckdb/samples.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { STREAMING_MEMORY } from "../data/tables/duckdb/stream.node.ts";
import { READING_OPTIONS, type ReadingOptions, readingIn } from "../data/tables/schema/reading.ts";
import { familyOf } from "../models/folder.node.ts";
import type { RunOptions } from "../models/run-options.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { categoryDrift, keyDrift, numberDrift } from "../scoring/drift/columns.ts";
import { type BeforeNow, strongest, type UnjudgedDrift } from "../scoring/drift/judge.ts";
import { type ColumnsReport, columnsReport, type DriftReport, driftReport, type ScoreDrift } from "../scoring/drift/report.ts";
import { drift as driftOfExamples } from "./drift.ts";
import { writeDrift } from "./drift-file.node.ts";
import type { TaskModel } from "./example-parts.node.ts";
import { isThere, type LearnedFrom, learnedFrom } from "./learned-data.node.ts";
import { type DataOptions, expectModelOfRows, openFor, openTableFor } from "./open.node.ts";
import { TASK_OPTIONS } from "./options.ts";
import { type RelationDriftOptions, relationsOfCells } from "./relation-drift.ts";
import { runtimeOf } from "./runtime.node.ts";

/** Options of `drift`. */
export interface DriftOptions extends Omit<DataOptions, "skipBad" | "seed"> {
  /** Data to compare with: the name of a dataset or a path. Default: the rows held out in the model's training. */
  readonly against?: string;
  /**
   * Whether to also compare how the columns of a table depend on each other (`relationDrift`), in up to 45,000 rows of each
   * table. It takes 10 to 30 seconds. Default: true.
   */
  readonly relations?: boolean;
  /** File for the report, with one row for each column: .csv, .tsv, .json, .jsonl or .parquet. */
  readonly output?: string;
}

const DRIFT_OPTIONS: OptionNames<DriftOptions> = {
  ...TASK_OPTIONS,
  ...READING_OPTIONS,
  part: true,
  query: true,
  against: true,
  relations: true,
  output: true,
};

/** The result of `drift`. */
export interface DataDrift extends ColumnsReport {
  /** How the reconstruction errors differ; undefined without an autoencoder. */
  readonly scores?: ScoreDrift;
  /** Data that the new data was compared with: the name of a dataset, a path, or the folder of a checker. */
  readonly against: string;
  /** For tables: whether each column still follows from the others, the largest changes first. */
  readonly relations?: readonly RelationDrift[];
}

/** Maximum number of rows for comparing how columns depend on each other. */
const MOST_COMPARED = 45_000;

/** Data that new data is compared with. */
interface Reference {
  readonly data: string;
  readonly query?: string;
  /** How a part of it was held out in training. */
  readonly held?: { readonly validation: number; readonly seed: number; readonly shuffle: boolean };
}

/**
 * Compares new data with earlier data. Tables are compared column by column, and other data by the codings of a model. With an
 * autoencoder, both are also compared by their reconstruction errors. Tables may be larger than memory.
 * @param earlier - path of an earlier table; or an autoencoder, or the path of its folder, which stores what data it was trained
 * on, so that `against` may be left out; or the folder of a checker that `check` has saved, which has the distributions of the
 * columns of its table.
 * @param data - name of a dataset, or path of a file or folder. `part` is "test" by default.
 * @throws OptionError if the training data isn't known, or if the model was trained on windows; DataError if data doesn't exist
 * or can't be read.
 * @example
 * const { verdict, columns } = await drift("february.csv", "march.csv");
 * @example
 * const { scores } = await drift("model", "march.csv", { against: "february.csv" });
 */
export async function drift(earlier: TaskModel, data: string, options: DriftOptions = {}): Promise<DataDrift> {
  const { output, ...task } = knownOptions("drift", options, DRIFT_OPTIONS);
  const isFolder = typeof earlier === "string" && !(await isTable(earlier, true, task.maxMemory));
  const compare =
    typeof earlier === "string" && !isFolder
      ? driftOfTables(earlier, data, task)
      : isFolder && (await familyOf(earlier)) === CHECKER
        ? driftSinceCheck(earlier, data, task)
        : driftOfModel(earlier, data, task);
  const report = await compare;
  if (output !== undefined) await writeDrift(report, output);
  return report;
}

/** @throws OptionError if the option `against` is given. */
function expectNoOther(earlier: string, { against }: DriftOptions): void {
  if (against !== undefined)
    throw new OptionError(message`${earlier} is the earlier data itself, so ${option("against")} has no meaning. Leave it out.`);
}

/** Compares a table with an earlier one. */
async function driftOfTables(earlier: string, data: string, options: DriftOptions): Promise<DataDrift> {
  expectNoOther(earlier, options);
  const asked = { query: options.query, memory: STREAMING_MEMORY, ...readingIn(options) };
  const before = await openTableFor(earlier, asked);
  try {
    const table = await learnPreprocessing(before);
    const now = await openTableFor(data, { ...asked, preprocessing: table });
    try {
      const report = columnsReport(
        { before: before.rowCount, now: now.rowCount },
        columnsDrift(await sampleTable(before, table, "known"), await sampleTable(now, table, options.onNote)),
      );
      const runtime = await runtimeOf(options);
      return { ...(await withRelations(report, { before, now }, { ...options, runtime, keys: table.keys })), against: earlier };
    } finally {
      now.close();
    }
  } finally {
    before.close();
  }
}

/** Compares a table with the distributions in the folder of a checker. */
async function driftSinceCheck(folder: string, data: string, options: DriftOptions): Promise<DataDrift> {
  expectNoOther(folder, options);
  const { distributions } = await TableChecker.load(folder);
  if (!distributions)
    throw new OptionError(
      `${folder} has no distributions to compare with, because an earlier version saved it. Check the table again: codings check DATA --save ${folder}`,
    );
  const { table } = distributions;
  const reading = { query: options.query, memory: STREAMING_MEMORY, ...readingIn(options) };
  const now = await openTableFor(data, { ...reading, preprocessing: table });
  try {
    const [was, is] = [samplesIn(distributions), await sampleTable(now, table, options.onNote)];
    return { ...columnsReport({ before: was.rows, now: is.rows }, columnsDrift(was, is)), against: folder };
  } finally {
    now.close();
  }
}

/** Compares data with the training data of an autoencoder, or with other data. */
async function driftOfModel(
  model: TaskModel,
  data: string,
  { part = "test", against, ...task }: DriftOptions,
): Promise<DataDrift> {
  const { autoencoder, config } = typeof model === "string" ? await Autoencoder.open(model) : { autoencoder: model };
  expectModelOfRows(autoencoder, "drift");
  const name = typeof model === "string" ? model : "The model";
  const reference = await referenceOf(name, config && learnedFrom(config), against);
  const runtime = await runtimeOf(task);
  const compare = autoencoder.settings.table ? compareTables : compareExamples;
  const report = await compare(autoencoder, { before: reference, now: data }, { ...task, part, runtime });
  return { ...report, against: reference.data };
}

async function referenceOf(model: string, saved: LearnedFrom | undefined, against: string | undefined): Promise<Reference> {
  // The model folder may store only the name of its training data. Then `against` may be the path of that data.
  const hasName = saved?.fingerprint !== undefined && saved.query === undefined;
  if (against !== undefined && !(hasName && (await isSavedData(against, saved)))) return { data: against };
  const data = against ?? saved?.data;
  if (saved === undefined || data === undefined)
    throw new OptionError(
      message`${model} doesn't store what data it was trained on. Give the data to compare with: ${option("against", "DATA")}.`,
    );
  if (!(await isThere(data, saved)))
    throw new DataError(
      message`${model} was trained on ${data}, which can't be found. Give its path, or other data to compare with: ${option("against", "DATA")}.`,
    );
  if (saved.lacksFolders)
    throw new OptionError(
      message`${model} doesn't save the folders of the files in its query. Give the data to compare with: ${option("against", "DATA")}.`,
    );
  const { query, validation, seed, labels } = saved;
  return {
    data,
    query,
    ...(validation !== undefined && seed !== undefined && { held: { validation, seed, shuffle: labels === undefined } }),
  };
}

type Compared = { readonly before: Reference; readonly now: string };

async function compareTables(
  autoencoder: Autoencoder,
  { before: { data, query, held }, now }: Compared,
  options: DriftOptions & { readonly runtime: Runtime },
): Promise<Omit<DataDrift, "against">> {
  const { table } = autoencoder.settings;
  const open = (path: string, sql: string | undefined, reading: ReadingOptions = {}) =>
    openTableFor(path, { query: sql, preprocessing: table, memory: STREAMING_MEMORY, ...reading });
  const fresh = await open(now, options.query, readingIn(options));
  try {
    const reference = await open(data, query ?? (held ? undefined : options.query));
    try {
      // Rows that were used for training are reconstructed better than new ones. So the held-out rows are compared.
      const heldOut = held && holdOut(reference, held.validation, held.seed).sql;
      const tables = { before: reference, now: fresh };
      const report = await tableDrift(autoencoder, tables, { runtime: options.runtime, heldOut, onNote: options.onNote });
      return await withRelations(report, tables, { ...options, keys: table?.keys });
    } finally {
      reference.close();
    }
  } finally {
    fresh.close();
  }
}

/** Also compares how the columns of two tables depend on each other, in evenly drawn rows, if that is wanted. */
async function withRelations<Report extends ColumnsReport>(
  report: Report,
  { before, now }: BeforeNow<TableSource>,
  {
    keys,
    runtime,
    signal,
    onProgress,
    relations: wanted = true,
  }: Pick<RelationDriftOptions, "keys" | "signal" | "onProgress"> & { readonly runtime: Runtime; readonly relations?: boolean },
): Promise<Report & Pick<DataDrift, "relations">> {
  if (!wanted || before.rowCount < FEWEST_ROWS) return report;
  const tables = { before: await sampledCells(before, MOST_COMPARED), now: await sampledCells(now, MOST_COMPARED) };
  const { verdict, relations } = await relationsOfCells(tables, { keys, runtime, signal, onProgress });
  return { ...report, verdict: strongest([report.verdict, verdict]), relations };
}

/** Compares the codings of data that has no columns. */
async function compareExamples(
  autoencoder: Autoencoder,
  { before: { data, held }, now }: Compared,
  options: DriftOptions,
): Promise<DriftReport> {
  // The data is opened as in training, so that the same examples are held out.
  const asLearned = { ...options, part: "train" as const, ...(held && { seed: held.seed }) };
  const whole = await openFor(autoencoder, data, asLearned, { shuffle: held?.shuffle ?? false });
  const reference = held ? split(whole, held.validation).validation : whole;
  const fresh = await openFor(autoencoder, now, options);
  const { part: _part, query: _query, relations: _relations, ...task } = options;
  return driftOfExamples(autoencoder, { before: reference.examples, now: fresh.examples }, task);
}

/** Options of `tableDrift`. */
export interface TableDriftOptions extends RunOptions {
  /**
   * SQL condition for the earlier rows whose reconstruction errors are compared: those not used for training. Default: all rows.
   */
  readonly heldOut?: string;
  /** Called with notes about texts among numbers or times, which count as missing. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * Compares a table with an earlier one: each column that was used for training, the format of keys, the length of texts, and the
 * reconstruction errors. Errors are computed for up to 100,000 evenly drawn rows of each table.
 * @throws OptionError if the autoencoder wasn't trained on a table; DataError if a table doesn't have the model's columns.
 */
export async function tableDrift(
  autoencoder: Autoencoder,
  { before, now }: BeforeNow<TableSource>,
  options: TableDriftOptions = {},
): Promise<DriftReport> {
  const {
    heldOut = "true",
    onNote,
    ...run
  } = knownOptions("tableDrift", options, { runtime: true, heldOut: true, onNote: true });
  const { table } = autoencoder.settings;
  if (!table)
    throw new OptionError("This autoencoder wasn't trained on a table. Give one that was, or compare scores with scoreDrift.");
  const strays = new Set<string>();
  const note = (line: string) => void strays.add(line);
  const [was, is] = [await sampleTable(before, table, note), await sampleTable(now, table, note)];
  for (const line of strays) onNote?.(line);
  const scores = {
    before: await scoresOf(autoencoder, before, heldOut, run),
    now: await scoresOf(autoencoder, now, "true", run),
  };
  return driftReport({ before: was.rows, now: is.rows }, columnsDrift(was, is), scores);
}

/** Compares the columns that both tables have. */
function columnsDrift(before: TableSample, now: TableSample): readonly UnjudgedDrift[] {
  const inBoth = <T>(
    compare: (name: string, before: T, now: T) => UnjudgedDrift,
    was: Readonly<Record<string, T>>,
    is: Readonly<Record<string, T>>,
  ) => Object.entries(was).flatMap(([name, sample]) => (Object.hasOwn(is, name) ? [compare(name, sample, is[name]!)] : []));
  return [
    ...inBoth(numberDrift, before.numbers, now.numbers),
    ...inBoth(categoryDrift, before.categories, now.categories),
    ...inBoth(keyDrift, before.keys, now.keys),
  ];
}

async function scoresOf(autoencoder: Autoencoder, source: TableSource, where: string, run: RunOptions): Promise<Float32Array> {
  const { relation, rowCount } = source;
  const some = { ...source, relation: `(SELECT * FROM ${relation} WHERE ${where} AND ${evenlyDrawn(rowCount, SAMPLE_ROWS)})` };
  const parts: Float32Array[] = [];
  for await (const { features } of readFeatures(some, autoencoder.settings.table!, { keys: false, strays: "known" }))
    parts.push((await autoencoder.scoreSamples(features, run)).data);
  // No rows of a small table may be held out. Then all rows are used.
  if (parts.length === 0 && where !== "true") return scoresOf(autoencoder, source, "true", run);
  return Float32Array.from(parts.flatMap((part) => Array.from(part)));
}
