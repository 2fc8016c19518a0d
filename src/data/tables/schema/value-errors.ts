import { DataError } from "../../../core/errors.ts";
import { rowNumber } from "../../../core/rows.ts";

/** Returns the error for an infinite number or time. @param index the row's index. */
export const infinite = (table: string, column: string, value: unknown, index: number): DataError =>
  new DataError(
    `${table}: column "${column}" is ${value} in row ${rowNumber(index)}. Leave the cell empty if the value isn't known.`,
  );
