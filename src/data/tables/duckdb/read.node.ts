import type { DuckDBDataChunk, DuckDBDoubleVector } from "@duckdb/node-api";
import type { DataError } from "../../../core/errors.ts";
import { type NdArray, ndarray } from "../../../core/ndarray.ts";
import { isWhole, roleOf, type SourceColumn } from "../schema/column-types.ts";
import type { Column, TablePreprocessing } from "../schema/columns.ts";
import { featureWidth, scalable, writeFeatures } from "../schema/features.ts";
import { expectSameColumns } from "../schema/same-columns.ts";
import { expectFewStrays, strayLines, type ToldOfStrays } from "../schema/strays.ts";
import { type Unlisted, unlistedLines } from "../schema/unlisted.ts";
import { infinite } from "../schema/value-errors.ts";
import { numberSql, rawSql, textSql } from "./cells.node.ts";
import { type Cell, identifier } from "./database.node.ts";
import { explainTableError } from "./explain.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource } from "./source.node.ts";
import { straysIn } from "./strays.node.ts";
import type { ResultColumn } from "./write.node.ts";

/** Consecutive rows of a table. */
export interface TableRows {
  /** Index of the first row in the table. */
  readonly start: number;
  /** [rows, features]; NaN for a missing value. */
  readonly features: NdArray<"float32">;
  /** Values of each key column. */
  readonly keys: Readonly<Record<string, readonly Cell[]>>;
  /** Values that features don't encode, if they were requested. */
  readonly unlisted?: Unlisted;
}

export interface ReadOptions {
  /** Number of rows at a time. By default, as many as fill 8 MiB with features, at most 65,536. */
  readonly rowsAtATime?: number;
  /** Whether to read key columns; true by default. */
  readonly keys?: boolean;
  /** Whether to read values that features don't encode (`Unlisted`); false by default. */
  readonly unlisted?: boolean;
  /** SQL condition for the rows to read; all rows by default. `start` then counts the selected rows. */
  readonly where?: string;
  /** Receives lines about texts among numbers or times, before the first rows. */
  readonly strays: ToldOfStrays;
  /** Called once at the end for each column with values that training rows didn't have, with the number of rows. */
  readonly warn?: ((line: string) => void) | undefined;
}

/**
 * Yields a table's rows as features, in order, some rows at a time. Memory doesn't grow with the table.
 * @throws DataError if a training column is missing or has another type, more than a tenth of its values are stray values, or a
 * number isn't finite.
 */
export async function* readFeatures(
  source: TableSource,
  preprocessing: TablePreprocessing,
  {
    rowsAtATime = rowsOfSize(preprocessing, 8, 65_536),
    keys: withKeys = true,
    unlisted: withUnlisted = false,
    where = "true",
    strays,
    warn,
  }: ReadOptions,
): AsyncGenerator<TableRows> {
  expectSameColumns(source, preprocessing);
  const { columns } = preprocessing;
  const own = new Map(source.columns.map((column) => [column.name, column]));
  await tellOfStrays(source, columns, strays);
  const keys = withKeys ? preprocessing.keys.filter((key) => own.has(key)) : [];
  const open = withUnlisted
    ? columns.filter((column) => column.kind === "date" || (column.kind === "category" && column.open))
    : [];
  const wanted = [
    ...columns.map((column) => `coalesce(${rawSql(column, own.get(column.name)!)}, 'NaN'::DOUBLE)`),
    ...keys.map((key) => keySql(key, own.get(key)!.type)),
    ...open.map((column) => unlistedSql(column, own.get(column.name)!)),
  ];
  const beside = [...keys, ...open.map(({ name }) => name)];
  const sql = `SELECT ${wanted.join(", ")} FROM ${source.relation} WHERE ${where}`;
  const width = featureWidth(preprocessing);
  const others = columns.map(() => 0);
  let start = 0;
  let filled = 0;
  let features = new Float32Array(rowsAtATime * width);
  let cells: Cell[][] = beside.map(() => []);
  const flush = (): TableRows => {
    const data = features.subarray(0, filled * width);
    const named = (from: number, to?: number) =>
      Object.fromEntries(beside.slice(from, to).map((name, i) => [name, cells[from + i]!]));
    const rows = {
      start,
      features: ndarray("float32", [filled, width], data),
      keys: named(0, keys.length),
      ...(withUnlisted && { unlisted: named(keys.length) }),
    };
    start += filled;
    filled = 0;
    features = new Float32Array(rowsAtATime * width);
    cells = beside.map(() => []);
    return rows;
  };
  try {
    for await (const chunk of source.database.chunks(sql)) {
      const numbers = columns.map((_, i) => numbersOf(chunk, i));
      const values = beside.map((_, i) => chunk.getColumnValues(columns.length + i).map(keyOf));
      const infinite = columns.find((column, i) => hasInfinity(column, numbers[i]!));
      if (infinite) throw await infinityIn(source, infinite);
      columns.forEach(({ kind }, i) => {
        if (kind === "category") for (const value of numbers[i]!) if (value === -1) others[i]!++;
      });
      for (let from = 0; from < chunk.rowCount; ) {
        const end = Math.min(chunk.rowCount, from + rowsAtATime - filled);
        const some = from === 0 ? numbers : numbers.map((column) => column.subarray(from, end));
        writeFeatures(preprocessing, some, end - from, features.subarray(filled * width));
        values.forEach((column, i) => {
          for (let row = from; row < end; row++) cells[i]!.push(column[row]!);
        });
        filled += end - from;
        from = end;
        if (filled === rowsAtATime) yield flush();
      }
    }
    if (filled > 0) yield flush();
  } catch (error) {
    await source.expectUnchanged();
    throw explainTableError(error, source.name);
  }
  await source.expectUnchanged();
  if (warn) for (const line of unlistedLines(columns, others, start)) warn(line);
}

/** Returns the key columns to read next to a table's features, with the types to write. */
export const keyColumns = (source: Pick<TableSource, "columns">, { keys }: Pick<TablePreprocessing, "keys">): ResultColumn[] =>
  keys.flatMap((name) => {
    const type = source.columns.find((column) => column.name === name)?.type;
    return type === undefined ? [] : [{ name, type: keyType(type), ...(OTHER_TYPE.test(type) && { own: type }) }];
  });

/** Types whose results are first written as other types. */
const OTHER_TYPE = /^(DATE|TIME|DECIMAL|U?HUGEINT|UBIGINT|UUID|U?(TINY|SMALL)INT|U?INTEGER|FLOAT)/;

function keyType(type: string): ResultColumn["type"] {
  if (isWhole(type) && !/HUGE|UBIG/.test(type)) return "long";
  if (type === "BOOLEAN") return "boolean";
  return roleOf(type) === "number" && !/HUGE|UBIG|DECIMAL/.test(type) ? "double" : "text";
}

function keySql(name: string, type: string): string {
  const as = { long: "BIGINT", boolean: "BOOLEAN", double: "DOUBLE" }[keyType(type) as string];
  return `${identifier(name)}::${as ?? "VARCHAR"}`;
}

const unlistedSql = (column: Column, own: SourceColumn): string =>
  column.kind === "date" ? rawSql(column, own) : `CASE WHEN ${rawSql(column, own)} = -1 THEN ${textSql(own)} END`;

/** Whole numbers above 2^53 stay exact as text. */
function keyOf(value: unknown): Cell {
  if (typeof value !== "bigint") return value as Cell;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Returns the number of rows that take some MiB of features. It is a power of two, so that batches divide it. */
export function rowsOfSize(preprocessing: TablePreprocessing, mebibytes: number, most: number): number {
  const rows = (mebibytes * 2 ** 18) / featureWidth(preprocessing);
  return Math.min(most, 2 ** Math.max(10, Math.floor(Math.log2(rows))));
}

/** Returns a chunk's column without NULLs. DuckDB's package stores it as an array, but officially returns single values only. */
function numbersOf(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column) as DuckDBDoubleVector;
  const { items } = vector as unknown as { readonly items?: unknown };
  return items instanceof Float64Array ? items : Float64Array.from(chunk.getColumnValues(column) as number[]);
}

/** Returns whether a number of a column is infinite, or too large to be scaled. */
function hasInfinity(column: Column, numbers: Float64Array): boolean {
  const { center, limit } = scalable(column);
  for (let i = 0; i < numbers.length; i++) if (Math.abs(numbers[i]! - center) >= limit) return true;
  return false;
}

/** Returns the error for a column with an infinite number, with its row. */
async function infinityIn(source: TableSource, column: Column): Promise<DataError> {
  const { center, limit } = scalable(column);
  const number = numberSql(source.columns.find(({ name }) => name === column.name)!);
  const { index, value } = await firstWhere(source, column.name, `abs(${number} - ${center}::DOUBLE) >= '${limit}'::DOUBLE`);
  return infinite(source.name, column.name, value, index);
}

/** Reports the stray values of training columns. @throws DataError if more than a tenth of a column's values are stray values. */
export async function tellOfStrays(source: TableSource, columns: readonly Column[], told: ToldOfStrays): Promise<void> {
  if (told === "known") return;
  const strays = await straysIn(source, columns);
  expectFewStrays(source.name, strays);
  for (const line of strayLines(source.name, strays)) told?.(line);
}

/** Returns the index of the first row that meets a condition, and a column's value there, cut to 60 characters. */
export async function firstWhere(source: TableSource, name: string, where: string): Promise<{ index: number; value: string }> {
  const [found] = await source.database.rows(
    `SELECT ${ROW} AS row, ${identifier(name)}::VARCHAR AS value FROM ${source.relation} WHERE ${where} ORDER BY 1 LIMIT 1`,
  );
  return { index: Number(found?.row ?? 0), value: String(found?.value).slice(0, 60) };
}

/** Adds the label to the key columns of a preprocessing, so that both are read together. */
export const withLabelAsKey = (table: TablePreprocessing): TablePreprocessing =>
  table.label === undefined ? table : { ...table, keys: [...table.keys, table.label] };

/** Reads all of a table's rows at once. @param places target index of each row; by default, rows keep their order. */
export async function readAllFeatures(
  source: TableSource,
  preprocessing: TablePreprocessing,
  { places, ...options }: ReadOptions & { readonly places?: Int32Array | undefined },
): Promise<TableRows> {
  const { rowCount } = source;
  const width = featureWidth(preprocessing);
  const data = new Float32Array(rowCount * width);
  const [keys, unlisted] = [new Map<string, Cell[]>(), new Map<string, Cell[]>()];
  for await (const { start, features, ...part } of readFeatures(source, preprocessing, options)) {
    const placeOf = (row: number) => places?.[start + row] ?? start + row;
    if (!places) data.set(features.data, start * width);
    else
      for (let row = 0; row < features.shape[0]!; row++)
        data.set(features.data.subarray(row * width, (row + 1) * width), placeOf(row) * width);
    const put = (into: Map<string, Cell[]>, columns: Readonly<Record<string, readonly Cell[]>>) => {
      for (const [name, cells] of Object.entries(columns)) {
        const column = into.get(name) ?? new Array<Cell>(rowCount);
        into.set(name, column);
        cells.forEach((cell, row) => {
          column[placeOf(row)] = cell;
        });
      }
    };
    put(keys, part.keys);
    put(unlisted, part.unlisted ?? {});
  }
  return {
    start: 0,
    features: ndarray("float32", [rowCount, width], data),
    keys: Object.fromEntries(keys),
    ...(options.unlisted && { unlisted: Object.fromEntries(unlisted) }),
  };
}
