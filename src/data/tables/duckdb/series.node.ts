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

/** A table's rows as series: those of each group, in their order. */
export interface Series {
  /** The indices of the rows to learn from, those of each group in their order; all of them where none are held out. */
  readonly parts: readonly Int32Array[];
  /** Those held out, the last of each group. */
  readonly held: readonly Int32Array[];
}

/** SQL that holds for the rows held out, once `seriesOf` has found them. */
export const HELD_ROWS = `${ROW} IN (SELECT ${ROW} FROM series WHERE held)`;

/** From this share of equal times on, rows of several series lie among each other. */
const MOST_EQUAL = 0.01;

/**
 * Finds each row's place. Where rows are held out, they are the last share of each group that is long enough for a window of either part: never less than a
 * window. A row belongs to one part, so that no window to learn from holds a row that others are measured on.
 * @param share of each group's rows that is held out; none by default.
 * @throws OptionError for a column that isn't there; DataError where a row's time is missing or isn't one, or many of a group's rows have the same.
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

/** SQL for what rows are sorted by. */
async function orderSql(source: TableSource, name: string): Promise<string> {
  const own = source.columns.find((column) => column.name === name)!;
  const { type } = own;
  const role = roleOf(type);
  const at = `${source.name}: the column "${name}", which rows are to be in the order of,`;
  if (role !== "number" && role !== "time" && role !== "text")
    throw new DataError(`${at} is ${type}. Order by a column of times or numbers.`);
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
      ? `${at} has no value in row ${row}. Fill it, or leave such rows out: --query 'SELECT * FROM data WHERE ${identifier(name)} IS NOT NULL'.`
      : `${at} has "${String(value).slice(0, 60)}" in row ${row}, which is neither a number nor a time. Mend it, or order by another column.`,
  );
}

/** Text is in the order of the numbers that it holds, or else of the times. */
async function textOrder(source: TableSource, own: SourceColumn): Promise<string> {
  const [number, time] = [numberSql(own), timeSql(own)];
  const [counted] = await source.database.rows(`SELECT count(${number}) >= count(${time}) AS numbers FROM ${source.relation}`);
  return counted!.numbers ? number : time;
}

/** A few equal times are repeated records, in the table's order; many are those of several series. @throws DataError for many. */
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
  const which = `${equal} of ${rowCount} rows have the same "${orderBy}" as another one${groupBy.length > 0 ? " of their group" : ""}, such as row ${rowNumber(Number(row))} (${value})`;
  if (Number(equal) > MOST_EQUAL * rowCount)
    throw new DataError(
      `${name}: ${which}. ${groupBy.length > 0 ? "Name all columns that tell series apart with --group-by, or leave repeated rows out." : "If they are of several series, name the column that tells those apart with --group-by."}`,
    );
  warn?.(`${which}: those stay in the table's order`);
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
