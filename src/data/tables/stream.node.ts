import { type NdArray, ndarray } from "../../core/ndarray.ts";
import type { TablePreprocessing } from "./columns.ts";
import { explainTableError } from "./explain.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { holdOut, type TableOptions } from "./open.node.ts";
import { readFeatures } from "./read.node.ts";
import { openTableSource, type TableSource } from "./source.node.ts";

/** A table that is read anew for each epoch, a part at a time, as memory doesn't hold its features. */
export interface TableStream {
  readonly name: string;
  readonly table: TablePreprocessing;
  /** Rows to learn from. */
  readonly count: number;
  readonly partSize: number;
  /** [partSize, features]: the first ones to learn from. */
  readonly sample: NdArray<"float32">;
  /** [rows, features]: some of those held out, evenly from all of the table. */
  readonly validation: NdArray<"float32">;
  parts(): AsyncIterable<NdArray<"float32">>;
  close(): void;
}

/** MiB that a table's features may take in memory; a larger table streams. */
export const MOST_IN_MEMORY = 512;
/** MiB that DuckDB may take while it reads a table a part at a time. */
export const STREAMING_MEMORY = 256;
/** Rows of a part, within which an epoch is shuffled: a multiple of every usual batch. */
const PART = 2 ** 18;
/** So many of the rows held out are measured. */
const MEASURED = 2 ** 15;

/** Opens a table to be learned from in parts. The rows held out are those of `openTable`. @throws DataError, OptionError as that. */
export async function openTableStream(
  path: string,
  { validation = 0.1, seed = 42, ...options }: TableOptions,
): Promise<TableStream> {
  const source = await openTableSource(path, { memory: STREAMING_MEMORY, ...options });
  try {
    const held = holdOut(source, validation, seed);
    const train = `NOT (${held.sql})`;
    const table = options.preprocessing ?? (await learnPreprocessing(source, { ...options, where: train }));
    const [counted] = await source.database.rows(`SELECT count(*) AS rows FROM ${source.relation} WHERE ${train}`);
    const count = Number(counted!.rows);
    const every = Math.max(1, Math.ceil((source.rowCount - count) / MEASURED));
    const parts = () => partsOf(source, table, train);
    const [sample] = await take(parts());
    const kept = await heldRows(source, table, held.sql, every);
    return { name: source.name, table, count, partSize: PART, sample: sample!, validation: kept, parts, close: source.close };
  } catch (error) {
    source.close();
    throw explainTableError(error, source.name);
  }
}

async function* partsOf(source: TableSource, table: TablePreprocessing, where: string): AsyncGenerator<NdArray<"float32">> {
  for await (const { features } of readFeatures(source, table, { rowsAtATime: PART, keys: false, where })) yield features;
}

async function take<T>(items: AsyncIterable<T>): Promise<T[]> {
  for await (const item of items) return [item];
  return [];
}

/** Every so many of the rows held out. */
async function heldRows(
  source: TableSource,
  table: TablePreprocessing,
  where: string,
  every: number,
): Promise<NdArray<"float32">> {
  const parts: Float32Array[] = [];
  let width = 0;
  for await (const { start, features } of readFeatures(source, table, { keys: false, where })) {
    width = features.shape[1]!;
    const rows = features.shape[0]!;
    for (let row = (every - (start % every)) % every; row < rows; row += every)
      parts.push(features.data.slice(row * width, (row + 1) * width));
  }
  const data = new Float32Array(parts.length * width);
  parts.forEach((row, i) => {
    data.set(row, i * width);
  });
  return ndarray("float32", [parts.length, width], data);
}
