import { DataError } from "../../../core/errors.ts";
import { namesOf } from "../../../core/json-names.ts";
import { rowNumber } from "../../../core/rows.ts";
import { LargeWhole, type TableRecord } from "../records.ts";
import { columnsApart } from "../schema/column-names.ts";
import { numberText } from "./cells.ts";
import type { MemoryColumn, MemoryTable } from "./table.ts";

/** Objects with more things in them than this stay one column, which isn't learned from: their keys are values, such as users' names. */
export const MOST_INSIDE = 500;

/**
 * Objects as a table, a row each: a column for each name that one of them has.
 * @throws DataError where one is no object, or there are no rows.
 */
export function tableOfObjects(rows: readonly unknown[], file: string): MemoryTable {
  const bad = rows.findIndex((row) => typeof row !== "object" || row === null || Array.isArray(row));
  if (bad >= 0)
    throw new DataError(
      `${file}: row ${rowNumber(bad)} is ${JSON.stringify(rows[bad]).slice(0, 40)}, not an object of columns: {"x": 1, "y": 2}.`,
    );
  if (rows.length === 0) throw new DataError(`${file} has no rows. Give a table with some.`);
  const { columns, notes } = columnsApart(columnsOf(rows as readonly TableRecord[]), file);
  return { name: file, columns, ...(notes.length > 0 && { notes }) };
}

/** A column for each name that one of some objects has. */
function columnsOf(rows: readonly TableRecord[]): MemoryColumn[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of namesOf(row)) names.add(name);
  return [...names].flatMap((name) => {
    const values = rows.map((row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null));
    return insideOf(name, values) ?? [columnOf(name, values)];
  });
}

/** Columns of what objects in a column hold, called by both names: place.lat. Undefined where a value is no object, or the objects hold very many things. */
function insideOf(name: string, values: readonly unknown[]): MemoryColumn[] | undefined {
  const isObject = (value: unknown) => typeof value === "object" && !Array.isArray(value) && !(value instanceof LargeWhole);
  if (!values.some((value) => value !== null) || !values.every((value) => value === null || isObject(value))) return undefined;
  const inside = columnsOf(values.map((value) => (value ?? {}) as TableRecord));
  return inside.length > 0 && inside.length <= MOST_INSIDE
    ? inside.map((column) => ({ ...column, name: `${name}.${column.name}` }))
    : undefined;
}

function columnOf(name: string, values: readonly unknown[]): MemoryColumn {
  const there = values.filter((value) => value !== null);
  const kinds = new Set(
    there.map((value) => (Array.isArray(value) ? "array" : value instanceof LargeWhole ? "number" : typeof value)),
  );
  const [kind] = kinds;
  if (kinds.size > 1 && !kinds.has("array") && !kinds.has("object")) return { name, type: "VARCHAR", values: values.map(textOf) };
  if (kinds.size > 1 || kind === undefined || kind === "array" || kind === "object") {
    const type = kinds.size > 1 || kind === undefined ? "JSON" : kind === "array" ? "JSON[]" : "STRUCT";
    return { name, type, values: values.map((value) => (value === null ? null : JSON.stringify(value))) };
  }
  if (kind === "number") {
    const isWhole = there.every((value) => value instanceof LargeWhole || Number.isSafeInteger(value));
    const digits = (value: unknown) => (isWhole ? (value as LargeWhole).digits : Number((value as LargeWhole).digits));
    return {
      name,
      type: isWhole ? "BIGINT" : "DOUBLE",
      values: values.map((value) => (value instanceof LargeWhole ? digits(value) : (value as number | null))),
    };
  }
  if (kind === "boolean")
    return { name, type: "BOOLEAN", values: values.map((value) => (value === null ? null : String(value))) };
  return { name, type: "VARCHAR", values: values as (string | null)[] };
}

/** A value of a column that holds texts as well as numbers, or true and false, as text. */
function textOf(value: unknown): string | null {
  if (value === null) return null;
  return typeof value === "number" ? numberText(value) : value instanceof LargeWhole ? value.digits : String(value);
}
