import { isFloat, isWhole, roleOf, type SourceColumn } from "../schema/column-types.ts";
import { type Column, CYCLE_SECONDS } from "../schema/columns.ts";
import { isOfTimes } from "../values/form.ts";
import { identifier, literal } from "./database.node.ts";
import { formSql, saysMissingSql } from "./form-sql.node.ts";

/** Returns SQL for a cell as a number; NULL if it isn't one or is NaN. */
export function numberSql({ name, type, form }: SourceColumn): string {
  const x = identifier(name);
  if (form && roleOf(type) === "text" && !isOfTimes(form)) return `nullif(${formSql(form, x)}, 'NaN'::DOUBLE)`;
  if (isWhole(type)) return `${x}::DOUBLE`;
  if (isFloat(type)) return `nullif(${x}::DOUBLE, 'NaN'::DOUBLE)`;
  return type === "BOOLEAN" ? `${x}::INTEGER::DOUBLE` : `TRY_CAST(${x}::VARCHAR AS DOUBLE)`;
}

/** Returns SQL for a cell as trimmed text, NULL if it is empty. Whole numbers have no point, whatever their type. */
export function textSql(column: SourceColumn): string {
  const { name, type, form } = column;
  const x = identifier(name);
  if (isFloat(type)) return plainNumber(numberSql(column));
  if (form && roleOf(type) === "text") return `CASE WHEN ${saysMissingSql(x)} THEN NULL ELSE trim(${x}::VARCHAR) END`;
  return roleOf(type) === "text" ? `nullif(trim(${x}::VARCHAR), '')` : `${x}::VARCHAR`;
}

/** Returns SQL for a number as text; whole numbers have no point. */
export const plainNumber = (x: string): string =>
  `CASE WHEN ${x} = trunc(${x}) AND abs(${x}) < 1e15 THEN ${x}::BIGINT::VARCHAR ELSE ${x}::VARCHAR END`;

/** Returns SQL for a time as seconds since 1970, or since midnight for a time of day. Text is read as a time in UTC. */
export function timeSql({ name, type, form }: SourceColumn): string {
  const x = identifier(name);
  if (form && roleOf(type) === "text" && isOfTimes(form)) return `epoch(${formSql(form, x)})::DOUBLE`;
  return `epoch(${roleOf(type) === "time" ? x : `TRY_CAST(${x}::VARCHAR AS TIMESTAMPTZ)`})::DOUBLE`;
}

/** Returns SQL for a column's raw number (`RawColumn`), in a table where the column is `own`. */
export function rawSql(column: Column, own: SourceColumn): string {
  const { name, type } = own;
  if (column.kind === "number") return numberSql(own);
  if (column.kind === "date") return timeSql(own);
  const text = textSql(own);
  if (!column.open) {
    const truth = roleOf(type) === "text" ? `TRY_CAST(${text} AS BOOLEAN)` : `TRY_CAST(${identifier(name)} AS BOOLEAN)`;
    return `CASE WHEN ${text} IS NULL THEN NULL ELSE coalesce(${truth}::INTEGER, -1) END::DOUBLE`;
  }
  // A file with few rows may have numbers where other files have text. If all learned values are numbers, 7 and "07" are the
  // same.
  const allNumbers = column.values.every((value) => String(Number(value)) === value);
  const written = allNumbers && roleOf(type) === "text" ? `coalesce(${plainNumber(numberSql(own))}, ${text})` : text;
  const values = column.values.map(literal).join(", ");
  return `CASE WHEN ${text} IS NULL THEN NULL ELSE coalesce(enum_code(TRY_CAST(${written} AS ENUM(${values})))::DOUBLE, -1) END`;
}

/** Returns SQL for the position of a time in its cycle, in seconds. */
export const phaseSql = (x: string, cycle: "day" | "week"): string =>
  `(${x} - ${CYCLE_SECONDS[cycle]} * floor(${x} / ${CYCLE_SECONDS[cycle]}))`;
