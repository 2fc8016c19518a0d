import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { FEWEST_ROWS, type RelationDrift, type RelationsReport } from "../check/index.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { isSavedData } from "../data/fingerprint.node.ts";
import { split } from "../data/split.ts";
import { sampledCells } from "../data/tables/duckdb/cells-in-memory.node.ts";
import { holdOut } from "../data/tables/duckdb/hold-out.node.ts";
import { readFeatures } from "../data/tables/duckdb/read.node.ts";
import { evenlyDrawn, SAMPLE_ROWS, sampleTable, type TableSample } from "../data/tables/duckdb/samples.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { STREAMING_MEMORY } from "../data/tables/duckdb/stream.node.ts";
import { READING_OPTIONS, type ReadingOptions, readingIn } from "../data/tables/schema/reading.ts";
import type { RunOptions } from "../models/run-options.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { categoryDrift, keyDrift, numberDrift } from "../scoring/drift/columns.ts";
import { type BeforeNow, strongest, type UnjudgedDrift } from "../scoring/drift/judge.ts";
import { type DriftReport, driftReport } from "../scoring/drift/report.ts";
import { drift as driftOfExamples } from "./drift.ts";
import { writeDrift } from "./drift-file.node.ts";
import type { TaskModel } from "./example-parts.node.ts";
import { isThere, type LearnedFrom, learnedFrom } from "./learned-data.node.ts";
import { type DataOptions, expectModelOfRows, openFor, openTableFor } from "./open.node.ts";
import { TASK_OPTIONS } from "./options.ts";
import { type RelationDriftOptions, relationsOfCells } from "./relation-drift.ts";

/** Options of `drift`. */
export interface DriftOptions extends Omit<DataOptions, "skipBad" | "seed"> {
  /** What the new data are compared with, as a dataset's name or a path; by default the rows held out of what the model learned from. */
  readonly against?: string;
  /**
   * Whether it is also compared how a table's columns follow from one another (`relationDrift`), in up to 45,000 rows of either: true by default. It takes 10 to 30 seconds.
   */
  readonly relations?: boolean;
  /** A file to write the comparison to, with a row for each column: .csv, .tsv, .json, .jsonl or .parquet. */
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

/** A comparison of data with earlier data. */
export interface DataDrift extends DriftReport {
  /** What the new data were compared with: a dataset's name or a path. */
  readonly against: string;
  /** Of tables, whether each column still follows from the others, those that changed most first. */
  readonly relations?: readonly RelationDrift[];
}

/** Rows of a table in which it is compared how columns follow from one another. */
const MOST_COMPARED = 45_000;

/** What new data are compared with. */
interface Reference {
  readonly data: string;
  readonly query?: string;
  /** Which part of it was held out when the model learned from it. */
  readonly held?: { readonly validation: number; readonly seed: number; readonly shuffle: boolean };
}

/**
 * Compares data with those that a model has learned from, or with others: a table column by column, other data by their codings, and both by how well the model
 * reconstructs them. Tables may be larger than memory.
 * @param model an autoencoder or the path of its folder. Of a folder it is known what the model learned from, so that `against` may be left out.
 * @param data a dataset's name, a file or a folder. `part` is "test" by default.
 * @throws OptionError where it isn't known what the model learned from, or that was windows of rows; DataError where data aren't there or can't be read.
 * @example
 * const { verdict, columns } = await drift("model", "march.csv", { against: "february.csv" });
 */
export async function drift(model: TaskModel, data: string, options: DriftOptions = {}): Promise<DataDrift> {
  const { part = "test", against, output, ...task } = knownOptions("drift", options, DRIFT_OPTIONS);
  const { autoencoder, config } = typeof model === "string" ? await Autoencoder.open(model) : { autoencoder: model };
  expectModelOfRows(autoencoder, "drift");
  const name = typeof model === "string" ? model : "The model";
  const reference = await referenceOf(name, config && learnedFrom(config), against);
  const runtime = task.runtime ?? (await nodeRuntime({}, task.onNote));
  const compare = autoencoder.settings.table ? compareTables : compareExamples;
  const report = await compare(autoencoder, { before: reference, now: data }, { ...task, part, runtime });
  if (output !== undefined) await writeDrift(report, output);
  return { ...report, against: reference.data };
}

async function referenceOf(model: string, saved: LearnedFrom | undefined, against: string | undefined): Promise<Reference> {
  // The model folder may have only the name of its data: then `against` says where those lie.
  const hasName = saved?.fingerprint !== undefined && saved.query === undefined;
  if (against !== undefined && !(hasName && (await isSavedData(against, saved)))) return { data: against };
  const data = against ?? saved?.data;
  if (saved === undefined || data === undefined)
    throw new OptionError(
      message`${model} doesn't say what it learned from. Give the data to compare with: ${option("against", "DATA")}.`,
    );
  if (!(await isThere(data, saved)))
    throw new DataError(
      message`${model} learned from ${data}, which isn't there (any more, or seen from this folder). Give it, or other data to compare with: ${option("against", "DATA")}.`,
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
      // Rows that were learned from are reconstructed better than any new ones: those held out are compared.
      const heldOut = held && holdOut(reference, held.validation, held.seed).sql;
      const tables = { before: reference, now: fresh };
      const report = await tableDrift(autoencoder, tables, { runtime: options.runtime, heldOut, onNote: options.onNote });
      if (options.relations === false || reference.rowCount < FEWEST_ROWS) return report;
      const { verdict, relations } = await sourceRelations(tables, { ...options, keys: table?.keys });
      return { ...report, verdict: strongest([report.verdict, verdict]), relations };
    } finally {
      reference.close();
    }
  } finally {
    fresh.close();
  }
}

/** How the columns of open tables follow from one another, in rows drawn evenly. */
async function sourceRelations(
  { before, now }: BeforeNow<TableSource>,
  {
    keys,
    runtime,
    signal,
    onProgress,
  }: Pick<RelationDriftOptions, "keys" | "signal" | "onProgress"> & { readonly runtime: Runtime },
): Promise<RelationsReport> {
  const tables = { before: await sampledCells(before, MOST_COMPARED), now: await sampledCells(now, MOST_COMPARED) };
  return relationsOfCells(tables, { keys, runtime, signal, onProgress });
}

/** Data that aren't a table have no columns of their own: their codings are compared instead. */
async function compareExamples(
  autoencoder: Autoencoder,
  { before: { data, held }, now }: Compared,
  options: DriftOptions,
): Promise<DriftReport> {
  // As it was opened to learn from, so that the same examples are held out.
  const asLearned = { ...options, part: "train" as const, ...(held && { seed: held.seed }) };
  const whole = await openFor(autoencoder, data, asLearned, { shuffle: held?.shuffle ?? false });
  const reference = held ? split(whole, held.validation).validation : whole;
  const fresh = await openFor(autoencoder, now, options);
  const { part: _part, query: _query, relations: _relations, ...task } = options;
  return driftOfExamples(autoencoder, { before: reference.examples, now: fresh.examples }, task);
}

/** Options of `tableDrift`. */
export interface TableDriftOptions extends RunOptions {
  /** SQL for the earlier rows whose reconstruction errors are compared: those that weren't learned from. All of them by default. */
  readonly heldOut?: string;
  /** Told of texts among numbers or times, which are taken as missing. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * Compares a table with an earlier one: each column that was learned from, how keys are written, how long free texts are, and the reconstruction errors of up to 100,000 rows of either, drawn evenly.
 * @throws OptionError where the autoencoder isn't of a table; DataError as `readFeatures`.
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
  if (!table) throw new OptionError("This autoencoder isn't of a table. Give one that is, or compare scores by scoreDrift.");
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
  // Of a small table it may be that none is held out.
  if (parts.length === 0 && where !== "true") return scoresOf(autoencoder, source, "true", run);
  return Float32Array.from(parts.flatMap((part) => Array.from(part)));
}
