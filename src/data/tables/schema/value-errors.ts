import { DataError } from "../../../core/errors.ts";
import { rowNumber } from "../../../core/rows.ts";

/** What to say of an infinite number or time. @param index the row's. */
export const infinite = (table: string, column: string, value: unknown, index: number): DataError =>
  new DataError(`${table}: column "${column}" is ${value} in row ${rowNumber(index)}. Leave it empty where it isn't known.`);
