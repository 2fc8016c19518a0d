import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { expectEnding } from "../core/endings.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { rowNumber, takeRows } from "../core/rows.ts";
import { count as shown } from "../core/words.ts";
import type { Dataset } from "../data/dataset.ts";
import type { RowResults } from "../data/tables/duckdb/beside.node.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { type Duplicates, duplicates } from "../manifold/duplicates.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type CodedRows, codedRows } from "./coded-rows.node.ts";
import { modelOf, type TaskData, type TaskModel } from "./example-parts.node.ts";
import { DATA_OPTIONS, type DataOptions, expectModelOfRows } from "./open.node.ts";
import { withPrograms } from "./options.ts";
import { runtimeOf } from "./runtime.node.ts";
import { distancesInGroups, indexOf, nearestRows, type SimilarRows } from "./similar.ts";

/** A row that is identified by the value of a key column, or by the `name` of an image. */
export interface RowByKey {
  readonly key: string;
  readonly value: string;
}

/** Options of `findSimilar`. */
export interface FindSimilarOptions extends DataOptions {
  /**
   * Row to compare with: the number of a row of the data (from 1), or its key. Or other rows: the name of a dataset, a path, or
   * rows in memory.
   */
  readonly to: number | RowByKey | TaskData;
  /** Number of rows to find for each row. Default: 10. */
  readonly count?: number;
  /**
   * File for the rows with their columns: .parquet, .csv, .tsv, .json or .jsonl; "-" for CSV on stdout. They aren't returned as
   * `records` then.
   */
  readonly output?: string;
}

const SIMILAR_OPTIONS: OptionNames<FindSimilarOptions> = { ...DATA_OPTIONS, to: true, count: true, output: true };

/** Details of the rows that were found. */
interface Described {
  /** Name of the data. */
  readonly name: string;
  /** The rows with their own columns, unless they were written to a file. */
  readonly records?: readonly Readonly<Record<string, Cell>>[];
  /** [rows, …]: the examples, unless the data is the file of a table. */
  readonly examples?: Dataset["examples"];
}

/** Rows that were found. `records` and `examples` begin with the compared row if it belongs to the data. */
export interface FoundSimilar extends SimilarRows, Described {
  /** Number of the compared row, from 1, if it belongs to the data. */
  readonly row?: number;
}

/**
 * Finds the rows of data whose codings are nearest to the codings of a row, or of each of several other rows. A row of the data
 * isn't found as similar to itself.
 * @param model - autoencoder of rows or images, or the path of its folder.
 * @param data - name of a dataset, path of a file or folder, or data in memory.
 * @throws OptionError if there is no such row or several; DataError if the data can't be read; UsageError if the output has
 * another ending; the signal's reason.
 * @example
 * const { records } = await findSimilar("model", "people.csv", { to: { key: "id", value: "u5" }, count: 3 });
 */
export async function findSimilar(model: TaskModel, data: TaskData, options: FindSimilarOptions): Promise<FoundSimilar> {
  const { to, count, output, ...task } = knownOptions("findSimilar", options, SIMILAR_OPTIONS);
  return withCodedRows(model, data, { ...task, output }, async (rows, { autoencoder, runtime }) => {
    const own = typeof to === "number" || isByKey(to) ? await indexAsked(to, rows) : undefined;
    const other = own ?? (await otherCodings(autoencoder, to as TaskData, { ...task, runtime }));
    const found = await nearestRows(rows.codings, other, { count, runtime });
    const results = resultsOf(found, found.ofIndices && { name: "of", values: found.ofIndices.map(rowNumber) });
    if (own === undefined) return { ...found, ...(await describe(rows, results, { output })) };
    const withItself = resultsOf({ indices: [own, ...found.indices], distances: [0, ...found.distances] });
    return { ...found, row: rowNumber(own), ...(await describe(rows, results, { output, shown: withItself })) };
  });
}

/** Returns the rows and their distances as columns, after an optional first column. */
const resultsOf = (
  { indices, distances }: { readonly indices: ArrayLike<number>; readonly distances: ArrayLike<number> },
  first?: { readonly name: string; readonly values: ArrayLike<number> },
): RowResults => ({
  rows: indices,
  columns: [
    ...(first ? [{ name: first.name, type: "whole" as const }] : []),
    { name: "row", type: "whole" },
    { name: "distance", type: "number" },
  ],
  values: [...(first ? [first.values] : []), Int32Array.from(indices, rowNumber), distances],
});

/** Options of `findDuplicates`. */
export interface FindDuplicatesOptions extends DataOptions {
  /** Rows that aren't farther apart are near-duplicates. Default: a tenth of the median distance to the nearest row. */
  readonly distance?: number;
  /** Number of groups, the largest first, whose rows are returned as `records`. Default: all. */
  readonly count?: number;
  /**
   * File for the rows of all groups with their columns: .parquet, .csv, .tsv, .json or .jsonl; "-" for CSV on stdout. They aren't
   * returned as `records` then.
   */
  readonly output?: string;
}

const DUPLICATES_OPTIONS: OptionNames<FindDuplicatesOptions> = { ...DATA_OPTIONS, distance: true, count: true, output: true };

/** Groups of near-duplicates, and the rows of all groups, one group after the other. */
export type FoundDuplicates = Duplicates & Described;

/** Comparing more rows with each other takes a few seconds, so a note announces it. */
const MANY = 50_000;

/**
 * Finds groups of rows whose codings are equal or nearly equal, the largest group first. The `distance` of a record is its
 * distance to the first row of its group.
 * @param model - autoencoder of rows or images, or the path of its folder.
 * @param data - name of a dataset, path of a file or folder, or data in memory.
 * @throws OptionError if the distance is below 0; DataError if the data can't be read; UsageError if the output has another
 * ending; the signal's reason.
 * @example
 * const { groups } = await findDuplicates("model", "people.csv", { output: "duplicates.csv" });
 */
export async function findDuplicates(
  model: TaskModel,
  data: TaskData,
  options: FindDuplicatesOptions = {},
): Promise<FoundDuplicates> {
  const { distance, count, output, ...task } = knownOptions("findDuplicates", options, DUPLICATES_OPTIONS);
  return withCodedRows(model, data, { ...task, output }, async (rows, { runtime }) => {
    const { codings } = rows;
    if (codings.shape[0]! > MANY) task.onNote?.(`Comparing ${shown(codings.shape[0]!)} rows with each other.`);
    const found = await duplicates(codings, { distance, runtime });
    const groups = output === undefined ? found.groups.slice(0, count) : found.groups;
    const members = { indices: groups.flatMap((group) => [...group]), distances: distancesInGroups(codings, groups) };
    const numbers = groups.flatMap(({ length }, i) => new Array<number>(length).fill(i + 1));
    const results = resultsOf(members, { name: "group", values: numbers });
    return { ...found, ...(await describe(rows, results, { output })) };
  });
}

/** Encodes the rows of data, calls `work` with them, and closes them. */
async function withCodedRows<T>(
  model: TaskModel,
  data: TaskData,
  { output, ...task }: DataOptions & { readonly output?: string },
  work: (rows: CodedRows, made: { readonly autoencoder: Autoencoder; readonly runtime: Runtime }) => Promise<T>,
): Promise<T> {
  if (output !== undefined && output !== "-") expectEnding(output, "rows", ...COPY_ENDINGS);
  const autoencoder = await modelOf(model);
  expectModelOfRows(autoencoder, "similar");
  return withPrograms({ runtime: await runtimeOf(task) }, async (runtime) => {
    const rows = await codedRows(autoencoder, data, { ...task, runtime });
    return work(rows, { autoencoder, runtime }).finally(rows.close);
  });
}

async function otherCodings(autoencoder: Autoencoder, data: TaskData, task: DataOptions) {
  const { codings, close } = await codedRows(autoencoder, data, task);
  close();
  return codings;
}

/** Writes the rows to a file, or returns their records. */
async function describe(
  rows: CodedRows,
  results: RowResults,
  { output, shown = results }: { readonly output: string | undefined; readonly shown?: RowResults },
): Promise<Described> {
  const { name, examples } = rows;
  const described = { name, ...(examples && { examples: takeRows<Dataset["examples"]>(examples, shown.rows) }) };
  if (output === undefined) return { ...described, records: await rows.read(shown) };
  await rows.write(results, output);
  return described;
}

const isByKey = (to: FindSimilarOptions["to"]): to is RowByKey => typeof to === "object" && to !== null && "key" in to;

/**
 * Returns the index of the given row.
 * @throws OptionError if there is no such row or several; DataError if it is the only row.
 */
async function indexAsked(asked: number | RowByKey, rows: CodedRows): Promise<number> {
  const total = rows.codings.shape[0]!;
  const index = typeof asked === "number" ? indexOf(asked, total, rows.name) : undefined;
  if (total < 2) throw new DataError(`${rows.name} has only one row, so there are no other rows to find.`);
  return index ?? indexWith(asked as RowByKey, rows);
}

/** Maximum number of rows with the same key that a message lists. */
const NAMED = 3;

async function indexWith({ key, value }: RowByKey, { name, keys, rowsWith, examples }: CodedRows): Promise<number> {
  const told = `${key}=${value}`;
  const asked = option("to", told);
  if (keys.length === 0)
    throw new OptionError(
      message`${asked}: ${name} has no key columns${examples ? "" : message` (train with ${option("keys")})`}. Give a row's number, or write the name of a file as ./${told}.`,
    );
  if (!keys.includes(key))
    throw new OptionError(
      message`${asked}: "${key}" isn't a key column of ${name}. The key columns are ${keys.map((k) => `"${k}"`).join(", ")}. Name one of them.`,
    );
  const [index, ...more] = await rowsWith(key, value);
  if (index === undefined) throw new OptionError(`${name} has no row with ${told}. Check the key and its spelling.`);
  if (more.length === 0) return index;
  const first = [index, ...more].slice(0, NAMED).map(rowNumber).join(", ");
  throw new OptionError(
    message`${name} has ${shown(1 + more.length)} rows with ${told}: ${first}${more.length < NAMED ? "" : ", …"}. Give the number of one of them, such as ${option("to", rowNumber(index))}.`,
  );
}
