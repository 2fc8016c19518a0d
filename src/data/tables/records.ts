import { DataError } from "../../core/errors.ts";
import { rowNumber } from "../../core/rows.ts";
import { infinite } from "./schema/value-errors.ts";

/** A row of a table as an object: its values by column name. */
export type TableRecord = Readonly<Record<string, unknown>>;

/** A row from a user: an object of any type, including interfaces without an index signature, but not a list. */
export type RowObject = TableRecord | (object & { readonly [Symbol.iterator]?: never });

/** Rows as objects: an array or another iterable of them, or an asynchronous iterable of rows or of arrays of rows. */
export type Records = Iterable<RowObject> | AsyncIterable<RowObject | readonly RowObject[]>;

/** Name of a table of objects in messages. */
export const RECORDS = "records";

/** A whole number with more digits than a JavaScript number can hold. */
export class LargeWhole {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
  toJSON(): number {
    return Number(this.digits);
  }
}

/** Number of rows per part. */
const PART = 4096;

/**
 * Yields rows of objects in parts, with values as in JSON: a time in ISO 8601, a large whole number with all its digits. Null,
 * undefined and NaN are missing values.
 * @throws DataError if a row isn't an object, a number is infinite (with column and row), or there are no rows.
 */
export async function* recordParts(records: Records): AsyncGenerator<readonly TableRecord[]> {
  expectIterable(records);
  let part: TableRecord[] = [];
  let row = 0;
  for await (const item of records)
    for (const record of Array.isArray(item) ? (item as readonly TableRecord[]) : [item as TableRecord]) {
      part.push(plain(record, row++));
      if (part.length === PART) {
        yield part;
        part = [];
      }
    }
  if (row === 0) throw new DataError(`${RECORDS} has no rows. Use a table with at least one row.`);
  if (part.length > 0) yield part;
}

/** @throws DataError if the value can't be a table's rows, with advice. */
function expectIterable(records: unknown): void {
  const refuse = (what: string, remedy: string) => {
    throw new DataError(`A table's rows must be a list of objects, but they are ${what}. ${remedy}`);
  };
  if (records === null || records === undefined)
    refuse(String(records), "Use a path, a File, or a list of rows as objects: [{ x: 1, y: 2 }].");
  const { then, [Symbol.iterator]: atOnce, [Symbol.asyncIterator]: inTime } = Object(records);
  if (typeof then === "function") refuse("a Promise, which isn't resolved yet", "Write await before it.");
  if (typeof records === "string" || (!atOnce && !inTime))
    refuse(
      typeof records === "object" ? "a single object" : `a ${typeof records}`,
      "Use a list of rows as objects: [{ x: 1, y: 2 }].",
    );
  if (Array.isArray(records) && (Array.isArray(records[0]) || ArrayBuffer.isView(records[0])))
    refuse("lists of numbers", "Use rows as objects: [{ x: 1, y: 2 }]. Estimators also accept lists of numbers.");
}

function plain(record: unknown, row: number): TableRecord {
  if (typeof record !== "object" || record === null || Array.isArray(record))
    throw new DataError(
      `${RECORDS}: row ${rowNumber(row)} is ${String(JSON.stringify(record)).slice(0, 40)}, but each row must be an object such as {"x": 1, "y": 2}.`,
    );
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, plainValue(value, name, row)]));
}

function plainValue(value: unknown, name: string, row: number): unknown {
  if (typeof value === "number") {
    if (Math.abs(value) === Number.POSITIVE_INFINITY) throw infinite(RECORDS, name, value, row);
    return Number.isNaN(value) ? null : value;
  }
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : new LargeWhole(String(value));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return typeof value === "function" || typeof value === "symbol" ? null : (value ?? null);
}
