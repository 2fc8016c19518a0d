import { DataError } from "../../../core/errors.ts";

/** What to say of an infinite number or time. */
export const infinite = (table: string, column: string, value: unknown, row: unknown): DataError =>
  new DataError(`${table}: column "${column}" is ${value} in row ${row} (counted from 0). Leave it empty where it isn't known.`);
