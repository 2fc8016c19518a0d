import { DataError } from "../../../core/errors.ts";
import { rowNumber } from "../../../core/rows.ts";

/** Returns the error for a number or time that is infinite, or too large to be scaled. @param index the row's index. */
export const infinite = (table: string, column: string, value: unknown, index: number): DataError =>
  new DataError(
    `${table}: column "${column}" is ${value} in row ${rowNumber(index)}${Number.isFinite(Number(value)) ? ", which is too large for a model. Correct it, or leave" : ". Leave"} the cell empty if the value isn't known.`,
  );
