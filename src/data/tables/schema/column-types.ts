import type { CodeKind } from "../values/codes.ts";
import type { Form } from "../values/form.ts";
import type { TextKind } from "../values/kinds.ts";

/** A column of a table that has been opened. */
export interface SourceColumn {
  readonly name: string;
  /** DuckDB's name of the type: "DOUBLE", "VARCHAR", "TIMESTAMP", … */
  readonly type: string;
  /** The file's own statement about the column: it identifies the rows (as a pandas index does), or its values are categories. */
  readonly said?: "key" | "category";
  /** How the column's texts write numbers or times. If the column's type is a number or a time, this form was used to read it. */
  readonly form?: Form;
  /** The text that best shows how the form is read. */
  readonly example?: string;
  /** Kind of the texts, if they aren't useful as categories. */
  readonly holds?: TextKind;
  /** Kind of the digits, if they aren't numbers to calculate with. */
  readonly codes?: CodeKind;
}

/** The value of a cell: a number, text or boolean; a date as text; null if the value is missing. */
export type Cell = number | string | boolean | null;

/** How a column with a DuckDB type can be learned; `other` (lists, structs, bytes) can't be. */
export type Role = "number" | "time" | "text" | "boolean" | "other";

/** Whether the type holds numbers with decimals. */
export const isFloat = (type: string) => /^(FLOAT|DOUBLE|DECIMAL)/.test(type);
/** Whether the type holds whole numbers. */
export const isWhole = (type: string): boolean => /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type);

/** Returns the role of a column with a DuckDB type. */
export function roleOf(type: string): Role {
  if (type.endsWith("]") || /^(STRUCT|MAP|UNION)/.test(type)) return "other";
  if (isWhole(type) || isFloat(type)) return "number";
  if (/^(DATE|TIME)/.test(type)) return "time";
  if (/^(VARCHAR|ENUM|UUID)/.test(type)) return "text";
  return type === "BOOLEAN" ? "boolean" : "other";
}
