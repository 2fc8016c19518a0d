import type { Bytes } from "../../../core/bytes.ts";
import { DataError } from "../../../core/errors.ts";
import { namesOf } from "../../../core/json-names.ts";
import { message } from "../../../core/message.ts";
import { rowNumber } from "../../../core/rows.ts";
import { expectFewColumns, memoryFor, mostOf } from "../../readers/limits.ts";
import { LargeWhole, type TableRecord } from "../records.ts";
import { columnsApart } from "../schema/column-names.ts";
import { numberText } from "./cells.ts";
import type { MemoryColumn, MemoryTable } from "./table.ts";

/**
 * Objects with more values than this stay a single column, which isn't learned. Their keys are probably data, such as users'
 * names.
 */
export const MOST_INSIDE = 500;

/**
 * Converts objects to a table with one row per object, and a column for each name that occurs.
 * @throws DataError if a row isn't an object, or there are no rows.
 */
export function tableOfObjects(rows: readonly unknown[], file: string, maxMemory?: Bytes): MemoryTable {
  const bad = rows.findIndex((row) => typeof row !== "object" || row === null || Array.isArray(row));
  if (bad >= 0)
    throw new DataError(
      `${file}: row ${rowNumber(bad)} is ${JSON.stringify(rows[bad]).slice(0, 40)}, but each row must be an object such as {"x": 1, "y": 2}.`,
    );
  if (rows.length === 0) throw new DataError(`${file} has no rows. Use a table with at least one row.`);
  const most = mostOf("values", maxMemory);
  const { columns, notes } = columnsApart(columnsOf(rows as readonly TableRecord[], { left: most, most, file }), file);
  return { name: file, columns, ...(notes.length > 0 && { notes }) };
}

/** The number of cells that a table may still get. Each name that occurs in a row is a cell of all rows. */
interface Room {
  left: number;
  readonly most: number;
  readonly file: string;
}

/** Returns a column for each name that occurs in the objects. @throws DataError if they don't fit into memory. */
function columnsOf(rows: readonly TableRecord[], room: Room, names = namesIn(rows)): MemoryColumn[] {
  expectFewColumns(room.file, names.size);
  room.left -= names.size * rows.length;
  if (room.left < 0)
    throw new DataError(
      message`${room.file}: its rows have many different names, and the table would have more than ${room.most} cells. Leave some names out, or allow more: ${memoryFor("values", room.most - room.left)}`,
    );
  return [...names].flatMap((name) => {
    const values = rows.map((row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null));
    return insideOf(name, values, room) ?? [columnOf(name, values)];
  });
}

function namesIn(rows: readonly TableRecord[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const row of rows) for (const name of namesOf(row)) names.add(name);
  return names;
}

/**
 * Returns the columns inside a column's objects, with joined names: place.lat. Returns undefined if a value isn't an object, or
 * objects have too many values.
 */
function insideOf(name: string, values: readonly unknown[], room: Room): MemoryColumn[] | undefined {
  const isObject = (value: unknown) => typeof value === "object" && !Array.isArray(value) && !(value instanceof LargeWhole);
  if (!values.some((value) => value !== null) || !values.every((value) => value === null || isObject(value))) return undefined;
  const objects = values.map((value) => (value ?? {}) as TableRecord);
  const names = namesIn(objects);
  const inside = names.size > MOST_INSIDE ? [] : columnsOf(objects, room, names);
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

/** Returns a value as text, for a column that contains texts as well as numbers or booleans. */
function textOf(value: unknown): string | null {
  if (value === null) return null;
  return typeof value === "number" ? numberText(value) : value instanceof LargeWhole ? value.digits : String(value);
}
