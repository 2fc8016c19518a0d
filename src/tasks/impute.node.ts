import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { expectEnding } from "../core/endings.ts";
import { DataError, UsageError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { datasets } from "../data/open.node.ts";
import { parseNpy } from "../data/readers/npy.ts";
import { readBytes } from "../data/readers/read-bytes.node.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import { type FillResult, fillTable } from "../data/tables/duckdb/fill.node.ts";
import { isOwnKind } from "../data/tables/duckdb/fill-patches.node.ts";
import { STREAMING_MEMORY } from "../data/tables/duckdb/stream.node.ts";
import type { RowObject, TableRecord } from "../data/tables/records.ts";
import { READING_OPTIONS, type ReadingOptions, readingFor } from "../data/tables/schema/reading.ts";
import { modelOf, type TaskData, type TaskModel, writeArray } from "./example-parts.node.ts";
import type { MemoryData } from "./example-parts.ts";
import { IMPUTE_OPTIONS, type ImputeOptions as ImputeInMemoryOptions, impute as imputeInMemory } from "./impute.ts";
import { expectModelOfRows, openTableFor, streamingRuntime } from "./open.node.ts";
import { withPrograms } from "./options.ts";

/** Options of `impute` for data in files. */
export interface ImputeDataOptions extends ImputeInMemoryOptions, ReadingOptions {
  /**
   * File for the filled data. For a table: .parquet, .csv, .tsv, .json, .jsonl, the ending of the table's own text file or
   * workbook, or "-" for stdout. For an array: .npy.
   */
  readonly output?: string;
  /** For tables: name of an additional column, which lists the columns that were filled in each row. */
  readonly mark?: string;
  /** SQL on the table, which is called `data` in it. */
  readonly query?: string;
}

const OPTIONS: OptionNames<ImputeDataOptions> = { ...IMPUTE_OPTIONS, output: true, mark: true, query: true, ...READING_OPTIONS };

const isJson = (file: string): boolean => /\.jsonl?$/i.test(file);

/** The number of filled values of each column of a table; without `output` also the filled rows. */
export interface FilledTable extends FillResult {
  /** Number of rows in the table. */
  readonly rowCount: number;
  /** Number of filled values in all columns. */
  readonly total: number;
  /** Columns of times, whose missing values stay missing, because features don't contain the date of a time. */
  readonly times: readonly string[];
  /** Whether the model was trained with the noise `missing`. It then fills better. */
  readonly learnedToFill: boolean;
}

/** The number of filled values of an array; without `output` also the filled array. */
export interface FilledArray {
  readonly total: number;
  /** float32 [n, …] */
  readonly examples?: NdArray<"float32">;
}

/**
 * Fills missing values with a model's reconstructions: NaN in an array, or the missing cells of a table. Everything else stays
 * as it is. A table may be larger than memory. The output file is complete or isn't written at all, and it may be the table's own
 * file. If both files have the same kind, nothing else changes: no byte of a text file, no character of JSON, no cell of a
 * workbook and no type of Parquet.
 * @param model - autoencoder, or the path of its folder; best one that was trained with the noise `missing`.
 * @param data - examples [n, …] in any form (`Data`), or the path of a table or of a .npy file. Rows as objects are returned as
 * objects.
 * @throws DataError if the data can't be read or doesn't fit the model; UsageError if the output has another ending, or if
 * options of tables are given for other data; OptionError if the model can't take missing values; the signal's reason.
 * @example
 * const whole = await impute(autoencoder, examples);
 * @example
 * const { filled, missing } = await impute("model", "people.csv", { output: "filled.csv", mark: "imputed" });
 */
export function impute(model: TaskModel, data: string, options?: ImputeDataOptions): Promise<FilledTable | FilledArray>;
export function impute<Row extends RowObject>(
  model: TaskModel,
  data: readonly Row[],
  options?: ImputeInMemoryOptions,
): Promise<Row[]>;
export function impute(model: TaskModel, data: MemoryData, options?: ImputeInMemoryOptions): Promise<NdArray<"float32">>;
export async function impute(
  model: TaskModel,
  data: TaskData,
  options: ImputeDataOptions = {},
): Promise<NdArray<"float32"> | TableRecord[] | FilledTable | FilledArray> {
  const autoencoder = await modelOf(model);
  if (typeof data !== "string") return imputeInMemory(autoencoder, data, options);
  knownOptions("impute", options, OPTIONS);
  expectModelOfRows(autoencoder, "impute");
  const { table } = autoencoder.settings;
  if (table) return imputeTable(autoencoder, data, options);
  const { mark, query, ...others } = options;
  if (mark !== undefined || query !== undefined)
    throw new UsageError(
      message`${option(mark === undefined ? "query" : "mark")} is for tables, but ${typeof model === "string" ? model : "the model"} wasn't trained on one.`,
    );
  return imputeFile(autoencoder, data, others);
}

async function imputeTable(
  autoencoder: Autoencoder,
  data: string,
  { output: file, mark, query, rounds, ...task }: ImputeDataOptions,
): Promise<FilledTable> {
  const table = autoencoder.settings.table!;
  const source = await openTableFor(data, {
    query,
    memory: STREAMING_MEMORY,
    forms: table.forms,
    namedAs: table,
    ...readingFor(task, table),
  });
  try {
    if (file !== undefined && !isOwnKind(source, file, mark !== undefined)) expectEnding(file, "tables", ...COPY_ENDINGS);
    const { signal, onProgress, onNote } = task;
    if (file !== undefined && isJson(file) && isJson(source.name) && !isOwnKind(source, file, mark !== undefined))
      onNote?.(
        `${source.name} contains more than its rows. Only the rows are written to ${file}, each as an object of its columns.`,
      );
    const result = await withPrograms(
      { runtime: await streamingRuntime(autoencoder.trained.model, { ...task, onNote }) },
      (runtime) => {
        const fill = (features: NdArray<"float32">) => imputeInMemory(autoencoder, features, { rounds, runtime });
        return fillTable(source, table, { fill, file, mark, signal, onProgress, onNote });
      },
    );
    return {
      ...result,
      rowCount: source.rowCount,
      total: Object.values(result.filled).reduce((sum, n) => sum + n, 0),
      times: table.columns.filter(({ kind }) => kind === "date").map(({ name }) => name),
      learnedToFill: autoencoder.makesMissing,
    };
  } finally {
    source.close();
  }
}

async function imputeFile(autoencoder: Autoencoder, data: string, { output, ...task }: ImputeDataOptions): Promise<FilledArray> {
  if (Object.hasOwn(datasets, data))
    throw new DataError(
      `${data} has no missing values. Give a .npy file with NaN as missing values, or a table and a model of a table.`,
    );
  if (output !== undefined) expectEnding(output, "arrays for this model, which wasn't trained on a table,", ".npy");
  const examples = parseNpy(await readBytes(data, { maxMemory: task.maxMemory }), data);
  const shape = autoencoder.trained.model.inputExampleShape;
  if (examples.dtype !== "float32")
    throw new DataError(
      `${data} contains ${examples.dtype}, which can't have missing values. Save floats, with NaN as missing values.`,
    );
  if (examples.shape.slice(1).join() !== shape.join())
    throw new DataError(
      `${data} has the shape [${examples.shape.join(", ")}], but the model takes examples of [${shape.join(", ")}].`,
    );
  const floats = examples as NdArray<"float32">;
  const filled = await imputeInMemory(autoencoder, floats, task);
  const total = floats.data.reduce((sum, x) => sum + (Number.isNaN(x) ? 1 : 0), 0);
  if (output === undefined) return { total, examples: filled };
  await writeArray(output, filled);
  return { total };
}
