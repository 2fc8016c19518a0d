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
  /** A file: of a table .parquet, .csv, .tsv, .json or .jsonl, the ending of the table's own text file or workbook, or "-" for stdout; of an array .npy. */
  readonly output?: string;
  /** For tables: name of an additional column, which lists the columns that were filled in each row. */
  readonly mark?: string;
  /** SQL on the table, which is called `data` in it. */
  readonly query?: string;
}

const OPTIONS: OptionNames<ImputeDataOptions> = { ...IMPUTE_OPTIONS, output: true, mark: true, query: true, ...READING_OPTIONS };

const isJson = (file: string): boolean => /\.jsonl?$/i.test(file);

/** How many values of a table's columns were filled; without `output` its filled rows. */
export interface FilledTable extends FillResult {
  /** How many rows the table has. */
  readonly rowCount: number;
  /** How many values were filled, of all columns together. */
  readonly total: number;
  /** The columns of times, whose missing values stay missing: features don't tell which day a time was. */
  readonly times: readonly string[];
  /** Whether the model learned to do without values, by the noise `missing`: it then fills better. */
  readonly learnedToFill: boolean;
}

/** How many values of an array were filled; without `output` the filled array. */
export interface FilledArray {
  readonly total: number;
  /** float32 [n, …] */
  readonly examples?: NdArray<"float32">;
}

/**
 * Fills missing values with a model's reconstructions: NaN of an array, or the missing cells of a table, all else as it is. A table of any size streams into
 * `output`, which is there whole or not at all, and may be the table's own file. Into a file of its own kind all other bytes of a text file, characters of JSON,
 * cells of a workbook and types of Parquet are written as they are.
 * @param model an autoencoder, or the path of its folder; best one that was trained with the noise `missing`.
 * @param data examples [n, …] in any form (`Data`), of which rows as objects are given back as objects; the path of a table, or of a .npy file for a model of arrays.
 * @throws DataError where the data can't be read or aren't what the model takes; UsageError for a file of another ending, or table options for data that isn't a table;
 * OptionError as `impute` of an array; the signal's reason.
 *
 *     const whole = await impute(autoencoder, examples);
 *     const { filled, missing } = await impute("model", "people.csv", { output: "filled.csv", mark: "imputed" });
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
      message`${option(mark === undefined ? "query" : "mark")} is for tables, and ${typeof model === "string" ? model : "the model"} isn't a model of one.`,
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
      onNote?.(`${source.name} holds more than its rows: ${file} gets the rows alone, each as an object of its columns.`);
    const own = () => streamingRuntime(autoencoder.trained.model, onNote);
    const result = await withPrograms(task.runtime ?? (await own()), (runtime) => {
      const fill = (features: NdArray<"float32">) => imputeInMemory(autoencoder, features, { rounds, runtime });
      return fillTable(source, table, { fill, file, mark, signal, onProgress, onNote });
    });
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
      `Nothing is missing in ${data}. Give a .npy file with NaN where values are, or a table and a model of one.`,
    );
  if (output !== undefined) expectEnding(output, "arrays, as this model of no table fills them,", ".npy");
  const examples = parseNpy(await readBytes(data), data);
  const shape = autoencoder.trained.model.inputExampleShape;
  if (examples.dtype !== "float32")
    throw new DataError(`${data} holds ${examples.dtype}, which has no missing values. Save floats, with NaN where they are.`);
  if (examples.shape.slice(1).join() !== shape.join())
    throw new DataError(`${data} is [${examples.shape.join(", ")}], but the model takes examples of [${shape.join(", ")}].`);
  const floats = examples as NdArray<"float32">;
  const filled = await imputeInMemory(autoencoder, floats, task);
  const total = floats.data.reduce((sum, x) => sum + (Number.isNaN(x) ? 1 : 0), 0);
  if (output === undefined) return { total, examples: filled };
  await writeArray(output, filled);
  return { total };
}
