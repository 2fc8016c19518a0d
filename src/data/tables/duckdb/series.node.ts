import { DataError } from "../../../core/errors.ts";
import { rowNumber } from "../../../core/rows.ts";
import { roleOf, type SourceColumn } from "../schema/column-types.ts";
import type { WindowRecipe } from "../schema/columns.ts";
import { expectColumns } from "../schema/learn.ts";
import { numberSql, timeSql } from "./cells.node.ts";
import { identifier } from "./database.node.ts";
import { firstWhere } from "./read.node.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource } from "./source.node.ts";

/** A table's rows as series: the rows of each group, in order. */
export interface Series {
  /** Indices of the training rows, in order, one array per group. Without held-out rows, these are all rows. */
  readonly parts: readonly Int32Array[];
  /** Indices of the held-out rows, the last ones of each group. */
  readonly held: readonly Int32Array[];
}

/** SQL condition for the held-out rows, valid after `seriesOf`. */
export const HELD_ROWS = `${ROW} IN (SELECT ${ROW} FROM series WHERE held)`;

/** If at least this share of the times are equal, rows of several series are mixed. */
const MOST_EQUAL = 0.01;

/**
 * Finds each row's series. The held-out rows are the last share of each group that is long enough for a window in both parts;
 * they are never fewer than a window. No row belongs to both parts, so no training window contains a held-out row.
 * @param share share of each group's rows to hold out; none by default.
 * @throws OptionError for an unknown column; DataError if a row's time is missing or invalid, or many rows of a group have the
 * same time.
 */
export async function seriesOf(
  source: TableSource,
  { window, orderBy, groupBy = [] }: WindowRecipe,
  { share, warn }: { share?: number | undefined; warn?: ((line: string) => void) | undefined } = {},
): Promise<Series> {
  expectColumns(source, [...groupBy, ...(orderBy === undefined ? [] : [orderBy])]);
  const order = orderBy === undefined ? ROW : await orderSql(source, orderBy);
  const partition = groupBy.length > 0 ? `PARTITION BY ${groupBy.map(identifier).join(", ")}` : "";
  const held =
    share === undefined
      ? "false"
      : `size >= ${2 * window} AND place > size - greatest(${window}, least(round(size * ${share}::DOUBLE), size - ${window}))`;
  await source.database.run(
    `CREATE OR REPLACE TEMP TABLE series AS SELECT *, ${held} AS held FROM (SELECT ${ROW}, min(${ROW}) OVER (${partition}) AS first, row_number() OVER ordered AS place, count(*) OVER (${partition}) AS size, coalesce(${order} = lag(${order}) OVER ordered, false) AS equal FROM ${source.relation} WINDOW ordered AS (${partition} ORDER BY ${order}, ${ROW}))`,
  );
  if (orderBy !== undefined) await expectTimesDiffer(source, { orderBy, groupBy, warn });
  return { parts: await partsOf(source, "NOT held"), held: await partsOf(source, "held") };
}

/** Returns SQL for the value by which rows are sorted. */
async function orderSql(source: TableSource, name: string): Promise<string> {
  const own = source.columns.find((column) => column.name === name)!;
  const { type } = own;
  const role = roleOf(type);
  const at = `${source.name}: the column "${name}", by which rows are sorted,`;
  if (role !== "number" && role !== "time" && role !== "text")
    throw new DataError(`${at} has the type ${type}. Sort by a column of times or numbers.`);
  const plain = /^(FLOAT|DOUBLE)/.test(type) ? numberSql(own) : identifier(name);
  const as = role === "text" ? await textOrder(source, own) : plain;
  const [found] = await source.database.rows(
    `SELECT ${ROW} AS row, ${identifier(name)}::VARCHAR AS value FROM ${source.relation} WHERE ${as} IS NULL ORDER BY 1 LIMIT 1`,
  );
  if (!found) return as;
  const { value } = found;
  const row = rowNumber(Number(found.row));
  const isEmpty = value === null || String(value).trim() === "" || role === "number";
  throw new DataError(
    isEmpty
      ? `${at} has no value in row ${row}. Fill it in, or exclude such rows: --query 'SELECT * FROM data WHERE ${identifier(name)} IS NOT NULL'.`
      : `${at} contains "${String(value).slice(0, 60)}" in row ${row}, which is neither a number nor a time. Correct it, or sort by another column.`,
  );
}

/** Returns SQL that sorts text by the numbers that it contains, or else by the times. */
async function textOrder(source: TableSource, own: SourceColumn): Promise<string> {
  const [number, time] = [numberSql(own), timeSql(own)];
  const [counted] = await source.database.rows(`SELECT count(${number}) >= count(${time}) AS numbers FROM ${source.relation}`);
  return counted!.numbers ? number : time;
}

/**
 * Accepts a few equal times, which are repeated records and keep the table's order.
 * @throws DataError for many, which come from several series.
 */
async function expectTimesDiffer(
  source: TableSource,
  { orderBy, groupBy, warn }: { orderBy: string; groupBy: readonly string[]; warn: ((line: string) => void) | undefined },
): Promise<void> {
  const { name, rowCount } = source;
  const [{ equal, row } = {}] = await source.database.rows(
    `SELECT count(*) AS equal, min(${ROW}) AS row FROM series WHERE equal`,
  );
  if (Number(equal) === 0) return;
  const { value } = await firstWhere(source, orderBy, `${ROW} = ${Number(row)}`);
  const which = `${equal} of ${rowCount} rows have the same "${orderBy}" as another row${groupBy.length > 0 ? " of their group" : ""}, such as row ${rowNumber(Number(row))} (${value})`;
  if (Number(equal) > MOST_EQUAL * rowCount)
    throw new DataError(
      `${name}: ${which}. ${groupBy.length > 0 ? "Set --group-by to all columns that identify a series, or remove repeated rows." : "If they belong to several series, set --group-by to the column that identifies the series."}`,
    );
  warn?.(`${which}; these rows keep the table's order`);
}

async function partsOf({ database }: TableSource, where: string): Promise<Int32Array[]> {
  const parts: number[][] = [];
  let last: unknown;
  const sql = `SELECT ${ROW}::DOUBLE, first::DOUBLE FROM series WHERE ${where} ORDER BY first, place`;
  for await (const chunk of database.chunks(sql)) {
    const [rows, firsts] = [chunk.getColumnValues(0) as number[], chunk.getColumnValues(1) as number[]];
    rows.forEach((row, i) => {
      if (firsts[i] !== last) parts.push([]);
      last = firsts[i];
      parts.at(-1)!.push(row);
    });
  }
  return parts.map((part) => Int32Array.from(part));
}
