import type { DuckDBDataChunk, DuckDBDoubleVector } from "@duckdb/node-api";
import { DataError } from "../../core/errors.ts";
import { type NdArray, ndarray } from "../../core/ndarray.ts";
import { nearest } from "../../core/suggest.ts";
import type { Column, TablePreprocessing } from "./columns.ts";
import { type Cell, identifier } from "./database.node.ts";
import { explainTableError } from "./explain.ts";
import { toFeatures } from "./features.ts";
import { rawSql } from "./learn.node.ts";
import type { TableSource } from "./source.node.ts";

/** Some rows of a table, one after the other. */
export interface TableRows {
  /** Number of the first one in the table, from 0. */
  readonly start: number;
  /** [rows, features]; NaN where a value is missing. */
  readonly features: NdArray<"float32">;
  /** Each key column's values. */
  readonly keys: Readonly<Record<string, readonly Cell[]>>;
}

export interface ReadOptions {
  /** How many rows at a time; 65,536 by default. */
  readonly rowsAtATime?: number;
  /** Whether key columns are read as well; they are by default. */
  readonly keys?: boolean;
  /** SQL that holds for the rows to read; all by default. `start` then counts those. */
  readonly where?: string;
}

/**
 * A table's rows as features, in their order, some at a time: memory doesn't grow with the table.
 * @throws DataError where a column that was learned from is missing or of another type, or a number isn't finite.
 */
export async function* readFeatures(
  source: TableSource,
  preprocessing: TablePreprocessing,
  { rowsAtATime = 65_536, keys: withKeys = true, where = "true" }: ReadOptions = {},
): AsyncGenerator<TableRows> {
  expectSameColumns(source, preprocessing);
  const { columns } = preprocessing;
  const known = new Set(source.columns.map(({ name }) => name));
  const keys = withKeys ? preprocessing.keys.filter((key) => known.has(key)) : [];
  const sql = `SELECT ${[...columns.map(rawSql), ...keys.map((key) => `${identifier(key)}::VARCHAR`)].join(", ")} FROM ${source.relation} WHERE ${where}`;
  const raw = columns.map(() => new Float64Array(rowsAtATime));
  const cells: Cell[][] = keys.map(() => []);
  let [start, filled] = [0, 0];
  const flush = (): TableRows => {
    expectFinite(source, columns, raw, filled, start);
    const rows = {
      start,
      features: toFeatures(preprocessing, raw, filled),
      keys: Object.fromEntries(keys.map((key, i) => [key, cells[i]!.splice(0)])),
    };
    start += filled;
    filled = 0;
    return rows;
  };
  try {
    for await (const chunk of source.database.chunks(sql)) {
      for (let from = 0; from < chunk.rowCount; ) {
        const taken = Math.min(chunk.rowCount - from, rowsAtATime - filled);
        raw.forEach((target, i) => {
          copyNumbers(chunk, i, from, taken, target, filled);
        });
        keys.forEach((_, i) => {
          cells[i]!.push(...(chunk.getColumnValues(columns.length + i).slice(from, from + taken) as Cell[]));
        });
        from += taken;
        filled += taken;
        if (filled === rowsAtATime) yield flush();
      }
    }
    if (filled > 0) yield flush();
    await source.expectUnchanged();
  } catch (error) {
    throw explainTableError(error, source.name);
  }
}

/** Numbers of a chunk's column; NaN where there is none. */
function copyNumbers(
  chunk: DuckDBDataChunk,
  column: number,
  from: number,
  count: number,
  target: Float64Array,
  at: number,
): void {
  const vector = chunk.getColumnVector(column) as DuckDBDoubleVector;
  for (let i = 0; i < count; i++) target[at + i] = vector.getItem(from + i) ?? Number.NaN;
}

/** @throws DataError where a number is infinite: its column and row. */
function expectFinite(
  source: TableSource,
  columns: readonly Column[],
  raw: readonly Float64Array[],
  count: number,
  start: number,
): void {
  columns.forEach(({ name }, i) => {
    const values = raw[i]!;
    for (let row = 0; row < count; row++)
      if (Math.abs(values[row]!) === Number.POSITIVE_INFINITY)
        throw new DataError(
          `${source.name}: column "${name}" is ${values[row]} in row ${start + row}. Leave it empty where it isn't known.`,
        );
  });
}

/** @throws DataError where a column that was learned from isn't there (with the nearest new one), or holds another kind of thing. */
export function expectSameColumns(
  source: Pick<TableSource, "name" | "columns">,
  { columns, keys, label, leftOut }: TablePreprocessing,
): void {
  const types = new Map(source.columns.map(({ name, type }) => [name, type]));
  const before = new Set([...columns, ...leftOut].map(({ name }) => name).concat(keys, label ?? []));
  const lacking = columns.filter(({ name }) => !types.has(name)).map(({ name }) => name);
  if (lacking.length > 0) {
    const fresh = source.columns.map(({ name }) => name).filter((name) => !before.has(name));
    const near = nearest(lacking[0]!, fresh);
    const hint = near
      ? `Is it "${near}" now? Rename it back.`
      : fresh.length > 0
        ? `New here: ${fresh.slice(0, 5).join(", ")}.`
        : "Add it.";
    throw new DataError(
      `${source.name} lacks the column${lacking.length > 1 ? "s" : ""} ${lacking.map((name) => `"${name}"`).join(", ")} that the model learned from. ${hint}`,
    );
  }
  for (const { name, kind } of columns) {
    const type = types.get(name)!;
    const isText = /^(VARCHAR|ENUM|UUID)/.test(type);
    const isTime = /^(DATE|TIMESTAMP)/.test(type);
    if ((kind === "number" && (isText || isTime)) || (kind === "date" && !isTime))
      throw new DataError(
        `${source.name}: column "${name}" was ${kind === "date" ? "a time" : "a number"} when the model learned, and is ${type} here. Mend its values.`,
      );
  }
}

/** All of a table's rows at once. */
export async function readAllFeatures(
  source: TableSource,
  preprocessing: TablePreprocessing,
  options: ReadOptions = {},
): Promise<TableRows> {
  const parts: TableRows[] = [];
  for await (const part of readFeatures(source, preprocessing, options)) parts.push(part);
  const width = parts[0]!.features.shape[1]!;
  const data = new Float32Array(source.rowCount * width);
  for (const { start, features } of parts) data.set(features.data, start * width);
  const names = Object.keys(parts[0]!.keys);
  const keys = Object.fromEntries(names.map((name) => [name, parts.flatMap((part) => part.keys[name]!)]));
  return { start: 0, features: ndarray("float32", [source.rowCount, width], data), keys };
}
