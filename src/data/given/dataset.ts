import { DataError, OptionError, ShapeError } from "../../core/errors.ts";
import { expectArray, type NdArray, sizeOf } from "../../core/ndarray.ts";
import { counted } from "../../core/words.ts";
import type { Dataset } from "../dataset.ts";
import type { MemoryTableOptions } from "../tables/memory/dataset.ts";
import type { TableRecord } from "../tables/records.ts";
import type { TablePreprocessing } from "../tables/schema/columns.ts";
import { isShaped, isTyped, joined, nestedExamples, shapedExamples, withShape } from "./arrays.ts";
import type { Data, DataAtOnce, NestedNumbers, Numbers } from "./data.ts";

/** Facts about data that are known before they are read, and how to read them. */
export interface Known {
  /**
   * The preprocessing that a model has learned for the columns of its table. Rows as objects become features by it; without it,
   * it is learned from them.
   */
  readonly table?: TablePreprocessing | undefined;
  /**
   * The shape of one example. Numbers without a shape are divided into such examples. Without a `table`, rows as objects are
   * refused.
   */
  readonly shape?: readonly number[] | undefined;
  /**
   * How to preprocess rows as objects without a `table`, and how many to hold out. Held-out rows are a random sample and come
   * last; none by default.
   */
  readonly opening?: Omit<MemoryTableOptions, "preprocessing">;
  /**
   * Called with notes about rows as objects that were read in an unexpected way. Without it, rows with text among their numbers
   * are refused.
   */
  readonly onNote?: (note: string) => void;
}

/**
 * Converts data in any form (`Data`) to a dataset. A float32 or uint8 array is used without a copy.
 * @throws ShapeError, DataError, OptionError with one line: what is wrong, where, and what to do.
 * @example (await asDataset([{ x: 1, kind: "a" }, { x: 2, kind: "b" }])).table; // how the columns became features
 */
export async function asDataset(data: Data, known: Known = {}): Promise<Dataset> {
  expectData(data);
  if (typeof data === "function") return asDataset(data() as Data, known);
  if (isDataset(data)) return checkedDataset(data, known.table);
  expectNoRawNumbers(data, known.table);
  if (isShaped(data)) return unnamed(shapedExamples(data as NdArray));
  if (isTyped(data)) return unnamed(cut(data, known.shape));
  if (Array.isArray(data)) return asDatasetOfList(data as readonly unknown[], known);
  if (Symbol.iterator in data) return asDatasetOfList(Array.from(data as Iterable<unknown>), known);
  if (Symbol.asyncIterator in data) return gathered(data as AsyncIterable<unknown>, known);
  throw new DataError(
    `The data are an object with ${keysOf(data)}. Give an array with a shape, nested lists of numbers ([[1, 2], [3, 4]]), or a list of rows as objects ([{ x: 1, y: 2 }]).`,
  );
}

/** Converts data in any form to examples [n, …]. @throws as `asDataset`. */
export const asExamples = async (data: Data, known: Known = {}): Promise<Dataset["examples"]> =>
  (await asDataset(data, known)).examples;

export const isDataset = (data: unknown): data is Dataset =>
  typeof data === "object" && data !== null && typeof (data as Partial<Dataset>).examples === "object";

const unnamed = (examples: Dataset["examples"]): Dataset => ({ name: "The data", examples });

/** @throws DataError if a value can't be data. The message explains what to give instead. */
function expectData(data: unknown): asserts data is Data & (object | (() => unknown)) {
  if (data === null || data === undefined)
    throw new DataError(`The data are ${data}. Give an array with a shape, lists of numbers, rows as objects, or a dataset.`);
  if (typeof data === "string")
    throw new DataError(
      `The data are the text "${data.slice(0, 60)}". Open a file first: await openTable(${JSON.stringify(data.slice(0, 60))}), or openDataset for data other than tables.`,
    );
  if (typeof data !== "object" && typeof data !== "function")
    throw new DataError(
      `The data are ${typeof data === "number" ? `the number ${data}` : typeof data}. Give rows: [[1, 2], [3, 4]].`,
    );
  if (typeof (data as Partial<PromiseLike<unknown>>).then === "function")
    throw new DataError("The data are a Promise, which isn't resolved yet. Write await before it.");
  if (typeof Blob === "function" && data instanceof Blob)
    throw new DataError("The data are a file. Open it first: await openTable(file), or openDataset for data other than tables.");
}

/**
 * Refuses plain numbers for a model of a table. They are probably unscaled measurements, which the model would take for scaled
 * features. Arrays made with `ndarray` are accepted as scaled features, as `openTable` and `toFeatures` return them.
 * @throws DataError if plain numbers are given to a model of a table.
 */
function expectNoRawNumbers(data: object, table: TablePreprocessing | undefined): void {
  if (!table) return;
  const first: unknown = Array.isArray(data) ? data[0] : undefined;
  const areRaw =
    isTyped(data) ||
    (isShaped(data) && !("dtype" in data)) ||
    Array.isArray(first) ||
    isTyped(first) ||
    typeof first === "number";
  if (!areRaw) return;
  const names = table.columns.map(({ name }) => name);
  throw new DataError(
    `The data are numbers without columns, but the model was trained on a table with ${counted(names.length, "column")}, which it scales itself. Give rows as objects: [{ ${names.slice(0, 3).join(": …, ")}: …${names.length > 3 ? ", …" : ""} }]. If the features are scaled already, give them as an array: (await fromRecords(rows, { preprocessing: model.table })).examples.`,
  );
}

const keysOf = (data: object): string => {
  const keys = Object.keys(data);
  return keys.length === 0
    ? "no keys"
    : `the key${keys.length > 1 ? "s" : ""} ${keys.slice(0, 5).join(", ")}${keys.length > 5 ? ", …" : ""}`;
};

/** @throws DataError if a table was opened with other preprocessing than the model's, so that its features have another scale. */
function checkedDataset(dataset: Dataset, table: TablePreprocessing | undefined): Dataset {
  const { name = "The data", examples } = dataset;
  expectArray("examples", examples);
  if (
    table &&
    dataset.table &&
    dataset.table !== table &&
    JSON.stringify(dataset.table.columns) !== JSON.stringify(table.columns)
  )
    throw new DataError(
      `${name} was opened without the model's own preprocessing, so its features have another scale. Open it with { preprocessing: model.table }.`,
    );
  const kept = shapedExamples(examples);
  return kept === examples && dataset.name !== undefined ? dataset : { ...dataset, name, examples: kept };
}

/**
 * Divides numbers without a shape into examples.
 * @throws ShapeError if the shape of an example isn't known, or if numbers are left over.
 */
function cut(numbers: Numbers, shape: readonly number[] | undefined): Dataset["examples"] {
  const kind = isTyped(numbers) ? (numbers.constructor.name ?? "list") : "list";
  if (shape === undefined)
    throw new ShapeError(
      `The data are a ${kind} of ${numbers.length} numbers without a shape. Give ndarray("float32", [rows, columns], numbers), { data: numbers, shape: [rows, columns] }, or lists of rows: [[1, 2], [3, 4]].`,
    );
  const size = sizeOf(shape);
  if (numbers.length % size !== 0)
    throw new ShapeError(
      `The data are a ${kind} of ${numbers.length} numbers, which can't be divided into examples of shape [${shape.join(", ")}] with ${size} numbers each. Check the shape.`,
    );
  return withShape(numbers, [numbers.length / size, ...shape]);
}

async function asDatasetOfList(list: readonly unknown[], known: Known): Promise<Dataset> {
  const [first] = list;
  if (list.length === 0) throw new DataError("The data have no rows. Give at least one.");
  if (Array.isArray(first) || isTyped(first)) return unnamed(nestedExamples(list as NestedNumbers));
  if (isPart(first)) return unnamed(joined(list.map((part) => shapedExamples(part as NdArray))));
  if (typeof first === "object" && first !== null && !(first instanceof Date)) return ofRecords(list as TableRecord[], known);
  if (typeof first === "string")
    throw new DataError(
      `The data are a list of strings. Give numbers, or rows as objects, whose columns may contain text: [{ text: ${JSON.stringify(first.slice(0, 20))} }].`,
    );
  return unnamed(cut(list as Numbers, known.shape));
}

async function ofRecords(records: readonly TableRecord[], { table, shape, opening, onNote }: Known): Promise<Dataset> {
  if (shape && !table)
    throw new DataError(
      `The data are rows as objects, but the model takes arrays of shape [n${shape.map((size) => `, ${size}`).join("")}]. Give such an array, or fit a model on rows as objects.`,
    );
  if (table?.windows)
    throw new OptionError(
      "The model was trained on windows of a table's rows, but the data are rows as objects. In Node, cut them into windows: await fromRecords(rows, { preprocessing: model.table }).",
    );
  // Imported here, so that pages without tables don't load the code for them.
  const { datasetOfRecords } = await import("../tables/of-records.ts");
  return datasetOfRecords(records, { options: table ? { preprocessing: table } : opening, onNote });
}

/**
 * Makes data readable more than once: an async iterable, which can be read only once, becomes a function that returns its stored
 * parts.
 */
export async function repeatable(data: Data): Promise<Data> {
  if (typeof data !== "object" || data === null || !(Symbol.asyncIterator in data)) return data;
  const parts: (DataAtOnce | TableRecord)[] = [];
  for await (const part of data) parts.push(part);
  return () => each(parts);
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Reads all parts of an iterable into one dataset. */
async function gathered(parts: AsyncIterable<unknown>, known: Known): Promise<Dataset> {
  const arrays: Dataset["examples"][] = [];
  const records: TableRecord[] = [];
  for await (const part of parts) {
    if (isRecord(part)) records.push(part);
    else if (Array.isArray(part) && part.every(isRecord)) for (const row of part) records.push(row);
    else arrays.push(await asExamples(part as Data, known));
    if (arrays.length > 0 && records.length > 0)
      throw new DataError("Some parts of the data are arrays, and some are rows as objects. Give all parts in one form.");
  }
  if (records.length > 0) return ofRecords(records, known);
  if (arrays.length === 0)
    throw new DataError("The data have no parts. Give an iterable with at least one part, which hasn't been read before.");
  return unnamed(joined(arrays));
}

/** Whether data are a list whose first element is a row as an object. */
export const areRecords = (data: unknown): data is readonly TableRecord[] =>
  Array.isArray(data) && data.length > 0 && isRecord(data[0]);

/** Whether a value is a row as an object, and not another form of data. */
export const isRecord = (value: unknown): value is TableRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isTyped(value) && !isPart(value) && !isDataset(value);

/** Whether a value is an array with a shape, and not a row with columns called data and shape. */
const isPart = (value: unknown): boolean => isShaped(value) && Array.isArray(value.shape);
