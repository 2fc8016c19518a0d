import { DataError } from "../../../core/errors.ts";

/** What to say of an infinite number or time. */
export const infinite = (table: string, column: string, value: unknown, row: unknown): DataError =>
  new DataError(`${table}: column "${column}" is ${value} in row ${row} (counted from 0). Leave it empty where it isn't known.`);

/** What to say of a text in a column that was numbers or times. */
export const stray = (table: string, column: string, kind: "number" | "date", value: unknown, row: unknown): DataError =>
  new DataError(
    `${table}: column "${column}" was ${kind === "date" ? "a time" : "a number"} when the model learned, and is "${value}" in row ${row} (counted from 0). Mend its values.`,
  );
