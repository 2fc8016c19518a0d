import { DataError, OptionError, ShapeError } from "../../core/errors.ts";
import { expectArray, type NdArray, sizeOf } from "../../core/ndarray.ts";
import { counted } from "../../core/words.ts";
import type { Dataset } from "../dataset.ts";
import type { MemoryTableOptions } from "../tables/memory/dataset.ts";
import type { TableRecord } from "../tables/records.ts";
import type { TablePreprocessing } from "../tables/schema/columns.ts";
import { isShaped, isTyped, joined, nestedExamples, shapedExamples, withShape } from "./arrays.ts";
import type { Data, DataAtOnce, NestedNumbers, Numbers } from "./data.ts";

/** What is known of data before they are looked at. */
export interface Known {
  /** What a model has learned of a table's columns: rows as objects become features by it. Without one it is learned from them. */
  readonly table?: TablePreprocessing | undefined;
  /** The shape of one example that a model takes, by which numbers without a shape are cut. Without a `table` it takes no rows as objects. */
  readonly shape?: readonly number[] | undefined;
  /**
   * Of rows as objects without a `table`: how their columns are learned, and which rows are held out meanwhile. Those are drawn evenly and stand last; none by
   * default.
   */
  readonly opening?: Omit<MemoryTableOptions, "preprocessing" | "mostBytes">;
  /** Told of what was read in rows as objects otherwise than one might expect. Without it, rows with texts among their numbers are refused. */
  readonly onNote?: (note: string) => void;
}

/**
 * Data in any form (`Data`) as a dataset. An array of float32 or uint8 numbers is used as it is, without a copy.
 * @throws ShapeError, DataError, OptionError in one line: what is wrong, where, and what to do.
 * @example (await asDataset([{ x: 1, kind: "a" }, { x: 2, kind: "b" }])).table; // what was learned of the columns
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
    `The data are an object with ${keysOf(data)}. Give an array with a shape, lists of numbers, [[1, 2], [3, 4]], or a list of rows as objects: [{ x: 1, y: 2 }].`,
  );
}

/** The examples of data in any form. @throws as `asDataset`. */
export const asExamples = async (data: Data, known: Known = {}): Promise<Dataset["examples"]> =>
  (await asDataset(data, known)).examples;

export const isDataset = (data: unknown): data is Dataset =>
  typeof data === "object" && data !== null && typeof (data as Partial<Dataset>).examples === "object";

const unnamed = (examples: Dataset["examples"]): Dataset => ({ name: "The data", examples });

/** @throws DataError for what can't be data, with what to do. */
function expectData(data: unknown): asserts data is Data & (object | (() => unknown)) {
  if (data === null || data === undefined)
    throw new DataError(
      `The data are ${data}. Give an array with a shape, lists of numbers, rows as objects, or a dataset that was opened.`,
    );
  if (typeof data === "string")
    throw new DataError(
      `The data are the text "${data.slice(0, 60)}". Open a file first: await openTable(${JSON.stringify(data.slice(0, 60))}), or openDataset for other data than tables.`,
    );
  if (typeof data !== "object" && typeof data !== "function")
    throw new DataError(
      `The data are ${typeof data === "number" ? `the number ${data}` : typeof data}. Give rows: [[1, 2], [3, 4]].`,
    );
  if (typeof (data as Partial<PromiseLike<unknown>>).then === "function")
    throw new DataError("The data are a Promise, which hasn't given them yet. Write await before it.");
  if (typeof Blob === "function" && data instanceof Blob)
    throw new DataError("The data are a file. Open it first: await openTable(file), or openDataset for other data than tables.");
}

/**
 * Numbers without an element type are values as they are measured, which a model of a table's columns would take for scaled features. Arrays (`ndarray`) are features, as
 * `openTable` and `toFeatures` give them.
 * @throws DataError where such numbers are given to a model of a table's columns.
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
    `The data are numbers without columns, but the model has learned ${counted(names.length, "column")}, which it scales itself. Give rows as objects: [{ ${names.slice(0, 3).join(": …, ")}: …${names.length > 3 ? ", …" : ""} }]. Features that are scaled already are given as an array: (await fromRecords(rows, { preprocessing: model.table })).examples.`,
  );
}

const keysOf = (data: object): string => {
  const keys = Object.keys(data);
  return keys.length === 0
    ? "no keys"
    : `the key${keys.length > 1 ? "s" : ""} ${keys.slice(0, 5).join(", ")}${keys.length > 5 ? ", …" : ""}`;
};

/** @throws DataError where a table was opened without what the model has learned of its columns, so that its features mean something else. */
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
      `${name} was opened without what the model has learned of its columns, so the same numbers mean something else. Open it with that: { preprocessing: model.table }.`,
    );
  const kept = shapedExamples(examples);
  return kept === examples && dataset.name !== undefined ? dataset : { ...dataset, name, examples: kept };
}

/** Numbers without a shape, cut into examples. @throws ShapeError where the shape of one isn't known, or they don't divide. */
function cut(numbers: Numbers, shape: readonly number[] | undefined): Dataset["examples"] {
  const kind = isTyped(numbers) ? (numbers.constructor.name ?? "list") : "list";
  if (shape === undefined)
    throw new ShapeError(
      `The data are a ${kind} of ${numbers.length} numbers without a shape. Give ndarray("float32", [rows, columns], numbers), { data: numbers, shape: [rows, columns] }, or lists of rows: [[1, 2], [3, 4]].`,
    );
  const size = sizeOf(shape);
  if (numbers.length % size !== 0)
    throw new ShapeError(
      `The data are a ${kind} of ${numbers.length} numbers, which don't divide into examples of [${shape.join(", ")}], ${size} numbers each.`,
    );
  return withShape(numbers, [numbers.length / size, ...shape]);
}

async function asDatasetOfList(list: readonly unknown[], known: Known): Promise<Dataset> {
  const [first] = list;
  if (list.length === 0) throw new DataError("The data have no rows. Give some.");
  if (Array.isArray(first) || isTyped(first)) return unnamed(nestedExamples(list as NestedNumbers));
  if (isPart(first)) return unnamed(joined(list.map((part) => shapedExamples(part as NdArray))));
  if (typeof first === "object" && first !== null && !(first instanceof Date)) return ofRecords(list as TableRecord[], known);
  if (typeof first === "string")
    throw new DataError(
      `The data are a list of texts. Give numbers, or rows as objects, whose columns may be texts: [{ text: ${JSON.stringify(first.slice(0, 20))} }].`,
    );
  return unnamed(cut(list as Numbers, known.shape));
}

async function ofRecords(records: readonly TableRecord[], { table, shape, opening, onNote }: Known): Promise<Dataset> {
  if (shape && !table)
    throw new DataError(
      `The data are rows as objects, but the model takes arrays of [n${shape.map((size) => `, ${size}`).join("")}]. Give such an array, or fit a model on rows as objects.`,
    );
  if (table?.windows)
    throw new OptionError(
      "The model has learned windows of a table's rows. Have rows as objects cut into them, in Node: await fromRecords(rows, { preprocessing: model.table }).",
    );
  // A page that has no tables needn't load what reads them.
  const { datasetOfRecords } = await import("../tables/of-records.ts");
  return datasetOfRecords(records, { options: table ? { preprocessing: table } : opening, onNote });
}

/** Data that can be given twice: an async iterable, which is read once, as a function that gives what it gave. */
export async function repeatable(data: Data): Promise<Data> {
  if (typeof data !== "object" || data === null || !(Symbol.asyncIterator in data)) return data;
  const parts: (DataAtOnce | TableRecord)[] = [];
  for await (const part of data) parts.push(part);
  return () => each(parts);
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** All parts of an iterable at once. */
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
    throw new DataError("The data gave no parts. Give some, and an iterable that hasn't been read before.");
  return unnamed(joined(arrays));
}

/** Whether data are a list of rows as objects. */
export const areRecords = (data: unknown): data is readonly TableRecord[] =>
  Array.isArray(data) && data.length > 0 && isRecord(data[0]);

/** Whether a value is a row as an object, and not one of the other forms of data. */
export const isRecord = (value: unknown): value is TableRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isTyped(value) && !isPart(value) && !isDataset(value);

/** Whether a value is an array with a shape, and not a row with columns of those names. */
const isPart = (value: unknown): boolean => isShaped(value) && Array.isArray(value.shape);
