import { DataError } from "../../../core/errors.ts";
import { LargeWhole, type TableRecord } from "../records.ts";
import { expectDifferentNames } from "../schema/column-names.ts";
import type { MemoryColumn, MemoryTable } from "./table.ts";

/**
 * Objects as a table, a row each: a column for each name that one of them has.
 * @throws DataError where one is no object, two names differ only in capitals, or there are no rows.
 */
export function tableOfObjects(rows: readonly unknown[], file: string): MemoryTable {
  const bad = rows.findIndex((row) => typeof row !== "object" || row === null || Array.isArray(row));
  if (bad >= 0)
    throw new DataError(
      `${file}: row ${bad} is ${JSON.stringify(rows[bad]).slice(0, 40)}, not an object of columns: {"x": 1, "y": 2}.`,
    );
  if (rows.length === 0) throw new DataError(`${file} has no rows. Give a table with some.`);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row as TableRecord)))];
  expectDifferentNames(names, file);
  return { name: file, columns: names.map((name) => columnOf(name, rows as readonly TableRecord[])) };
}

function columnOf(name: string, rows: readonly TableRecord[]): MemoryColumn {
  const values = rows.map((row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null));
  const there = values.filter((value) => value !== null);
  const kinds = new Set(
    there.map((value) => (Array.isArray(value) ? "array" : value instanceof LargeWhole ? "number" : typeof value)),
  );
  const [kind] = kinds;
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
