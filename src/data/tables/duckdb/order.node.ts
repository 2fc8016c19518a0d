import { DataError } from "../../../core/errors.ts";
import { rowNumber } from "../../../core/rows.ts";
import { isFloat, roleOf, type SourceColumn } from "../schema/column-types.ts";
import { PER_SECOND } from "../values/forms.ts";
import { numberSql, timeSql } from "./cells.node.ts";
import { type Database, identifier } from "./database.node.ts";
import { ROW } from "./relation.node.ts";

/** The rows of a table in a database. */
export interface OpenRows {
  /** The table's name in messages. */
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  readonly relation: string;
  readonly database: Database;
}

/**
 * Returns SQL for the value by which rows are sorted, and for the row's time in milliseconds if the values are times.
 * @throws DataError if a row has no value, or one that is neither a number nor a time.
 */
export async function orderSql(source: OpenRows, name: string): Promise<{ order: string; times?: string }> {
  const own = source.columns.find((column) => column.name === name)!;
  const { type } = own;
  const role = roleOf(type);
  const at = `${source.name}: the column "${name}", by which rows are sorted,`;
  if (role !== "number" && role !== "time" && role !== "text")
    throw new DataError(`${at} has the type ${type}. Sort by a column of times or numbers.`);
  const plain = isFloat(type) ? numberSql(own) : identifier(name);
  const isTime = role === "time" || (role === "text" && (await isTextOfTimes(source, own)));
  const seconds = isTime ? timeSql(own) : undefined;
  const as = role === "text" ? (seconds ?? numberSql(own)) : plain;
  const [found] = await source.database.rows(
    `SELECT ${ROW} AS row, ${identifier(name)}::VARCHAR AS value FROM ${source.relation} WHERE ${seconds ?? as} IS NULL ORDER BY 1 LIMIT 1`,
  );
  if (!found) return { order: as, times: seconds ? `1000 * ${seconds}` : await epochSql(source, as) };
  const { value } = found;
  const row = rowNumber(Number(found.row));
  const isEmpty = value === null || String(value).trim() === "" || role === "number";
  throw new DataError(
    isEmpty
      ? `${at} has no value in row ${row}. Fill it in, or exclude such rows: --query 'SELECT * FROM data WHERE ${identifier(name)} IS NOT NULL'.`
      : `${at} contains "${String(value).slice(0, 60)}" in row ${row}, which is neither a number nor a time. Correct it, or sort by another column.`,
  );
}

/** Whether a column of texts has more times than numbers. */
async function isTextOfTimes(
  { database, relation }: Pick<OpenRows, "database" | "relation">,
  own: SourceColumn,
): Promise<boolean> {
  const [counted] = await database.rows(`SELECT count(${timeSql(own)}) > count(${numberSql(own)}) AS times FROM ${relation}`);
  return Boolean(counted!.times);
}

/** The first and last second that counts as a time if it is a plain number: the years 1990 to 2100. */
const [EARLIEST, LATEST] = [631_152_000, 4_102_444_800];

/** Returns SQL for the time in milliseconds of numbers that count seconds, milliseconds, … since 1970; undefined for others. */
async function epochSql(
  { database, relation }: Pick<OpenRows, "database" | "relation">,
  number: string,
): Promise<string | undefined> {
  const [{ low, high } = {}] = await database.rows(
    `SELECT min(${number})::DOUBLE AS low, max(${number})::DOUBLE AS high FROM ${relation}`,
  );
  const perSecond = Object.values(PER_SECOND).find((per) => Number(low) >= per * EARLIEST && Number(high) <= per * LATEST);
  return perSecond === undefined ? undefined : `${number}::DOUBLE / ${perSecond / 1000}`;
}
