import type { CodeKind } from "../values/codes.ts";
import type { Form } from "../values/form.ts";
import type { TextKind } from "../values/kinds.ts";

/** A column as its table has it. */
export interface SourceColumn {
  readonly name: string;
  /** DuckDB's: "DOUBLE", "VARCHAR", "TIMESTAMP", … */
  readonly type: string;
  /** What the file itself says of the column: it counts or names the rows (the index of pandas), or its values stand for categories. */
  readonly said?: "key" | "category";
  /** How its texts write numbers or times. Where its type is one of those, they were read by it. */
  readonly form?: Form;
  /** One of its texts, which shows best how the form is read. */
  readonly example?: string;
  /** What its texts are, where they say nothing as categories. */
  readonly holds?: TextKind;
  /** What its digits are, where they aren't numbers to compute with. */
  readonly codes?: CodeKind;
}

/** A value of a table's cell as JavaScript has it: numbers, text, true and false; dates as text; null where it is missing. */
export type Cell = number | string | boolean | null;

/** What a column of DuckDB's can be learned as; `other` (lists, structs, bytes) can't. */
export type Role = "number" | "time" | "text" | "boolean" | "other";

/** Whether it holds numbers with a point. */
export const isFloat = (type: string) => /^(FLOAT|DOUBLE|DECIMAL)/.test(type);
/** Whether it holds whole numbers of at most 64 bits or so. */
export const isWhole = (type: string): boolean => /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type);

/** What a type of DuckDB's holds. */
export function roleOf(type: string): Role {
  if (type.endsWith("]") || /^(STRUCT|MAP|UNION)/.test(type)) return "other";
  if (isWhole(type) || isFloat(type)) return "number";
  if (/^(DATE|TIME)/.test(type)) return "time";
  if (/^(VARCHAR|ENUM|UUID)/.test(type)) return "text";
  return type === "BOOLEAN" ? "boolean" : "other";
}
