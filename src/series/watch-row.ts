import { DataError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { rawIn, timesIn } from "../data/tables/memory/cells.ts";
import type { MemoryColumn } from "../data/tables/memory/table.ts";
import type { TableRecord } from "../data/tables/records.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import type { Column, TablePreprocessing } from "../data/tables/schema/columns.ts";
import { scalable, toFeatures } from "../data/tables/schema/features.ts";
import type { Unlisted } from "../data/tables/schema/unlisted.ts";
import { saysMissing } from "../data/tables/values/missing.ts";

/** A row of a table as a reading. */
export interface RowReading {
  /** [channels] */
  readonly values: Float32Array;
  /** The columns that identify the series, and their values. */
  readonly group: Readonly<Record<string, Cell>>;
  /** Milliseconds since 1970, or a number by which the rows are sorted; undefined without such a column. */
  readonly time?: number;
  /** Values that the features can't represent. */
  readonly unlisted: Unlisted;
}

/**
 * Returns a function that converts rows as objects to readings by a table's preprocessing. A column that a row lacks is missing.
 * @param isTimed - whether readings are put at even times.
 */
export function rowReader(table: TablePreprocessing, isTimed: boolean): (row: TableRecord) => RowReading {
  const { columns, windows, forms = {}, reading } = table;
  const { orderBy, groupBy = [] } = windows ?? {};
  const missing = new Set(reading?.missingValues ?? []);
  const cellOf = (row: TableRecord, name: string): MemoryColumn => {
    const value = plainCell(valueAt(row, name));
    const isMissing = value === null || missing.has(String(value).trim());
    const type = typeof value === "number" ? "DOUBLE" : typeof value === "boolean" ? "BOOLEAN" : "VARCHAR";
    const form = forms[name];
    const text = typeof value === "boolean" ? String(value) : value;
    return { name, type, values: [isMissing ? null : text], ...(form && { form }) };
  };
  return (row) => {
    if (!columns.some(({ name }) => valueAt(row, name) !== undefined))
      throw new DataError(
        `The row has none of the columns ${columns.map(({ name }) => name).join(", ")}. Give rows with the columns of the training.`,
      );
    const raw = columns.map((column) => rawValue(column, cellOf(row, column.name)));
    const unlisted = columns.map((column, i): [string, Cell[]] => {
      const [value] = raw[i]!;
      if (column.kind === "date") return [column.name, [Number.isNaN(value) ? null : value!]];
      return [column.name, value === -1 && column.kind === "category" ? [String(plainCell(valueAt(row, column.name)))] : [null]];
    });
    return {
      values: toFeatures(table, raw, 1).data,
      group: Object.fromEntries(groupBy.map((name) => [name, plainCell(valueAt(row, name))])),
      ...(orderBy !== undefined && { time: timeIn(cellOf(row, orderBy), isTimed) }),
      unlisted: Object.fromEntries(unlisted),
    };
  };
}

/** Returns the value of a column, which may be inside an object: place.lat. */
function valueAt(row: TableRecord, name: string): unknown {
  if (Object.hasOwn(row, name)) return row[name];
  const dot = name.indexOf(".");
  const inside = dot < 0 ? undefined : row[name.slice(0, dot)];
  return typeof inside === "object" && inside !== null ? valueAt(inside as TableRecord, name.slice(dot + 1)) : undefined;
}

function plainCell(value: unknown): Cell {
  if (value === undefined || value === null || Number.isNaN(value)) return null;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "number" || typeof value === "boolean" || typeof value === "string" ? value : JSON.stringify(value);
}

/** @throws DataError if the value isn't of the column's kind, or too large. */
function rawValue(column: Column, cell: MemoryColumn): Float64Array {
  const [given = null] = cell.values;
  const isFlag = column.kind === "category" && !column.open && typeof given === "string";
  const raw = rawIn(column, isFlag ? { ...cell, values: [flagIn(given)] } : cell);
  const value = raw[0]!;
  const { center, limit } = scalable(column);
  if (Math.abs(value - center) >= limit)
    throw new DataError(`${column.name} is ${shown(given)}, which is too large. Correct the value, or leave it out.`);
  if (column.kind !== "category" && Number.isNaN(value) && given !== null && !saysMissing(String(given)))
    throw new DataError(
      `${column.name} is ${shown(given)}, which isn't a ${column.kind === "date" ? "time" : "number"}. Correct the value, or leave it out.`,
    );
  return raw;
}

/** Reads true and false as text files write them. */
const flagIn = (text: string): string => (/^\s*[ty]/i.test(text) ? "true" : /^\s*[fn]/i.test(text) ? "false" : text);

function timeIn(cell: MemoryColumn, isTimed: boolean): number {
  const [given] = cell.values;
  if (typeof given === "number" && !isTimed) return given;
  const [seconds] = timesIn({ ...cell, type: "VARCHAR" });
  if (Number.isFinite(seconds)) return 1000 * seconds!;
  const number = isTimed || given === null ? Number.NaN : Number(given);
  if (Number.isFinite(number)) return number;
  throw new DataError(`${cell.name} is ${shown(given)}, which isn't a time. Give times as in the training data.`);
}
