import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { OptionError } from "../core/errors.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import type { NdArray } from "../core/ndarray.ts";
import type { OptionNames } from "../core/options.ts";
import { rowNumbers } from "../core/rows.ts";
import type { Dataset } from "../data/dataset.ts";
import { eachPart } from "../data/each-part.ts";
import { toNpy } from "../data/readers/npy.ts";
import { first } from "../data/split.ts";
import { isTextFile } from "../data/tables/duckdb/copy.node.ts";
import { styleFor } from "../data/tables/duckdb/patch-text.node.ts";
import { keyColumns, type ReadOptions, readFeatures, type TableRows } from "../data/tables/duckdb/read.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { STREAMING_MEMORY } from "../data/tables/duckdb/stream.node.ts";
import { readWindows } from "../data/tables/duckdb/windows.node.ts";
import type { ResultColumn, ResultRows } from "../data/tables/duckdb/write.node.ts";
import { writeResultTable } from "../data/tables/duckdb/write-results.node.ts";
import { openTable } from "../data/tables/open.node.ts";
import type { Records } from "../data/tables/records.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { readingIn } from "../data/tables/schema/reading.ts";
import { gatherWindows } from "../data/windows.ts";
import type { Layer } from "../layers/index.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { outlierOf } from "../scoring/labels.ts";
import { dataFor, type ExamplePart, type ExampleParts, type MemoryData, partsInMemory } from "./example-parts.ts";
import { DATA_OPTIONS, type DataOptions, openFor, openTableFor, streamingRuntime } from "./open.node.ts";
import { withPrograms } from "./options.ts";
import { type MaybeRecords, recordsIn } from "./records.node.ts";
import { runtimeOf } from "./runtime.node.ts";
import { whereOf } from "./window-place.ts";

/** Data for a model in Node: the name of a dataset, the path of a file or folder, or data in memory. */
export type TaskData = string | MemoryData;

/** An autoencoder, or the path of its folder. */
export type TaskModel = Autoencoder | string;

/** Returns the error for a value that isn't a model. */
export const notAModel = (given: unknown, wanted: string): OptionError =>
  new OptionError(
    typeof (given as Partial<PromiseLike<unknown>> | undefined)?.then === "function"
      ? "The model is a Promise, which isn't resolved yet. Write await before it."
      : `The model is ${given === null || given === undefined ? given : `of the class ${given.constructor?.name}`}. Give ${wanted}, or the path of its folder.`,
  );

/** Returns the model, loaded if it is the path of a folder. @throws DataError if the folder isn't a model. */
export async function modelOf(model: TaskModel): Promise<Autoencoder> {
  if (typeof model === "string") return Autoencoder.load(model);
  if (model instanceof Autoencoder) return model;
  throw notAModel(model, "an autoencoder");
}

/** Options of a task that writes its results to a file. */
export type ToFile<O> = O & { readonly output: string };
/** Options of a task that returns its results. */
export type InMemory<O> = Omit<O, "output">;

/** Options of a task that works on parts of data. */
export interface PartsOptions extends DataOptions {
  /** File for the results. Key columns are then written with the text of the data's file. */
  readonly output?: string;
  /**
   * Number of examples to use, if the data isn't a table. They are drawn by the seed, so that every class is among them. Default:
   * all.
   */
  readonly count?: number;
}

export const PARTS_OPTIONS: OptionNames<PartsOptions> = { ...DATA_OPTIONS, output: true, count: true };

/**
 * Opens data for a model in parts, calls `work` with them, and closes them. Tables are read part by part. The runtime compiles
 * each graph once.
 * @param layer - layer that will run on the examples.
 */
export async function withParts<T>(
  autoencoder: Autoencoder,
  layer: Layer,
  data: TaskData,
  options: PartsOptions,
  work: (parts: ExampleParts, runtime: Runtime) => Promise<T>,
): Promise<T> {
  const parts = await openParts(autoencoder, layer, data, options);
  try {
    const runtime = await (parts.unit === "rows" ? streamingRuntime(layer, options) : runtimeOf(options));
    return await withPrograms({ runtime }, (kept) => work(parts, kept));
  } finally {
    parts.close();
  }
}

/** Reads data for a model into memory, all examples or the first `count`. */
export async function examplesFor(
  autoencoder: Autoencoder,
  data: TaskData,
  { output: _, count, ...options }: PartsOptions,
): Promise<Dataset> {
  if (typeof data !== "string") {
    const { table } = autoencoder.settings;
    const told = { ...options, shape: autoencoder.trained.model.inputExampleShape };
    if (!table?.windows) return dataFor(autoencoder, data, told);
    const found = await recordsIn(data);
    return found.records
      ? openTable(found.records, { preprocessing: table, ...(options.onNote && { warn: options.onNote }) })
      : dataFor(autoencoder, found.data, told);
  }
  const dataset = await openFor(autoencoder, data, options, { shuffle: count !== undefined });
  return count === undefined ? dataset : first(dataset, Math.min(count, dataset.examples.shape[0]!));
}

async function openParts(autoencoder: Autoencoder, layer: Layer, data: TaskData, options: PartsOptions): Promise<ExampleParts> {
  const { table } = autoencoder.settings;
  const found: MaybeRecords | undefined = typeof data !== "string" && table?.windows ? await recordsIn(data) : undefined;
  const rows = typeof data === "string" ? data : found?.records;
  if (!table || rows === undefined) return partsInMemory(await examplesFor(autoencoder, found?.data ?? data, options), layer);
  const source = await openLearnedTable(rows, table, options);
  const told = { strays: options.onNote, warn: options.onNote };
  return table.windows ? windowsInParts(source, table, told) : rowsInParts(source, table, told);
}

/** Opens a table for a model. Rows are read in parts, and windows all at once. */
export const openLearnedTable = (
  data: string | Records,
  table: TablePreprocessing,
  { query, output, ...options }: PartsOptions,
): Promise<TableSource> =>
  openTableFor(data, {
    query,
    ...readingIn(options),
    preprocessing: table,
    keysAsWritten: output !== undefined && isTextFile(output),
    ...(!table.windows && { memory: STREAMING_MEMORY }),
  });

/**
 * Reads the rows of a table in parts.
 * @param label - column that marks outliers.
 */
export function rowsInParts(
  source: TableSource,
  table: TablePreprocessing,
  { label, strays, ...read }: ReadOptions & { readonly label?: string | undefined },
): ExampleParts {
  let told = strays;
  const keys = read.keys === false ? [] : keyColumns(source, table);
  const wanted = label === undefined ? table : { ...table, keys: [...table.keys, label] };
  return {
    name: source.name,
    unit: "rows",
    count: source.rowCount,
    keys,
    styleFor: (output) => styleFor(output, source),
    async *each() {
      const asked = { ...read, strays: told };
      told = "known";
      for await (const rows of readFeatures(source, wanted, asked)) yield partOf(rows, keys, label);
    },
    close: source.close,
  };
}

/** Converts some rows of a table to a part. */
export const partOf = (
  { start, features, keys, unlisted }: TableRows,
  columns: readonly ResultColumn[],
  label: string | undefined,
): ExamplePart => ({
  start,
  examples: features,
  keys: columns.map(({ name }) => keys[name]!),
  ...(unlisted && { unlisted }),
  ...(label !== undefined && { labels: keys[label]!.map((cell) => outlierOf(cell, label)) }),
});

const WINDOWS_A_PART = 4096;

/**
 * Returns the windows of a table in parts. Their keys are their group and the times (or numbers) of their first and last rows.
 */
async function windowsInParts(
  source: TableSource,
  table: TablePreprocessing,
  told: Pick<ReadOptions, "strays" | "warn">,
): Promise<ExampleParts> {
  try {
    const { rows, keys, members } = await readWindows(source, { preprocessing: table, ...told });
    const { orderBy, groupBy = [] } = table.windows!;
    const known = keyColumns(source, table);
    const type = known.find(({ name }) => name === orderBy)?.type ?? "long";
    const { at, group } = whereOf(table, { keys });
    return {
      name: source.name,
      unit: "windows",
      count: members.length,
      styleFor: (output) => styleFor(output, source),
      keys: [...groupBy.map((name) => known.find((key) => key.name === name)!), { name: "start", type }, { name: "end", type }],
      async *each() {
        for (let start = 0; start < members.length; start += WINDOWS_A_PART) {
          const some = members.slice(start, start + WINDOWS_A_PART);
          yield {
            start,
            examples: gatherWindows(rows, some),
            keys: [
              ...groupBy.map((name) => some.map((member) => group(member[0]!)[name]!)),
              some.map((member) => at(member[0]!)),
              some.map((member) => at(member.at(-1)!)),
            ],
          };
        }
      },
      close: source.close,
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** The file that a task has written. */
export interface WrittenResults {
  /** Path of the file; "-" for stdout. */
  readonly output: string;
  /** [rows, …]: the number of examples, and the shape of the result of each. */
  readonly shape: readonly number[];
}

/** Writes an array as .npy. */
export async function writeArray(output: string, array: NdArray): Promise<WrittenResults> {
  await writeFileAtomically(output, toNpy(array));
  return { output, shape: array.shape };
}

/**
 * Writes the results of each part, with the keys of its examples, to a file. The file is complete, or isn't written at all.
 * @param columns - columns of the file: `row` if rows are numbered, the keys, and the results.
 */
export const writeResults = (
  file: string,
  parts: ExampleParts,
  {
    columns,
    resultsOf,
  }: { readonly columns: readonly ResultColumn[]; readonly resultsOf: (part: ExamplePart) => Promise<ResultRows> },
  { onProgress, signal }: DataOptions,
): Promise<number> =>
  writeResultTable(
    file,
    columns,
    parts.count,
    (write) =>
      eachPart(parts.each(), { unit: parts.unit, total: parts.count, onProgress, signal }, async (part) => {
        const rows = part.examples.shape[0]!;
        const numbers = columns[0]!.type === "whole" ? [rowNumbers(part.start, rows)] : [];
        await write([...numbers, ...part.keys, ...(await resultsOf(part))]);
        return rows;
      }),
    parts.styleFor?.(file),
  );
