import { DataError } from "../../../core/errors.ts";
import { rowNumber } from "../../../core/rows.ts";
import type { WindowRecipe } from "../schema/columns.ts";
import { expectColumns } from "../schema/learn.ts";
import { identifier } from "./database.node.ts";
import { orderSql } from "./order.node.ts";
import { firstWhere } from "./read.node.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource } from "./source.node.ts";

/** A table's rows as series: the rows of each group, in order. */
export interface Series {
  /** Indices of the training rows, in order, one array per group. Without held-out rows, these are all rows. */
  readonly parts: readonly Int32Array[];
  /** Indices of the held-out rows, the last ones of each group. */
  readonly held: readonly Int32Array[];
  /**
   * The time of each row of the table, in milliseconds since 1970 UTC, or since midnight for times of day. Undefined if rows are
   * sorted by plain numbers, or not at all.
   */
  readonly times?: Float64Array;
}

/** SQL condition for the held-out rows, valid after `seriesOf`. */
export const HELD_ROWS = `${ROW} IN (SELECT ${ROW} FROM series WHERE held)`;

/** If at least this share of the times are equal, rows of several series are mixed. */
const MOST_EQUAL = 0.01;

export interface SeriesOptions {
  /** Share of each group's rows to hold out; none by default. */
  readonly share?: number | undefined;
  /** Whether any number of rows may have equal times; false by default. */
  readonly mayBeEqual?: boolean;
  readonly warn?: ((line: string) => void) | undefined;
}

/**
 * Finds each row's series. The held-out rows are the last share of each group that is long enough for a window in both parts;
 * they are never fewer than a window. No row belongs to both parts, so no training window contains a held-out row.
 * @throws OptionError for an unknown column; DataError if a row's time is missing or invalid, or many rows of a group have the
 * same time.
 */
export async function seriesOf(
  source: TableSource,
  { window, orderBy, groupBy = [] }: Pick<WindowRecipe, "window" | "orderBy" | "groupBy">,
  { share, warn, mayBeEqual = false }: SeriesOptions = {},
): Promise<Series> {
  expectColumns(source, [...groupBy, ...(orderBy === undefined ? [] : [orderBy])]);
  const { order, times = "NULL" } = orderBy === undefined ? { order: ROW } : await orderSql(source, orderBy);
  const partition = groupBy.length > 0 ? `PARTITION BY ${groupBy.map(identifier).join(", ")}` : "";
  const held =
    share === undefined
      ? "false"
      : `size >= ${2 * window} AND place > size - greatest(${window}, least(round(size * ${share}::DOUBLE), size - ${window}))`;
  await source.database.run(
    `CREATE OR REPLACE TEMP TABLE series AS SELECT *, ${held} AS held FROM (SELECT ${ROW}, ${times} AS ms, min(${ROW}) OVER (${partition}) AS first, row_number() OVER ordered AS place, count(*) OVER (${partition}) AS size, coalesce(${order} = lag(${order}) OVER ordered, false) AS equal FROM ${source.relation} WINDOW ordered AS (${partition} ORDER BY ${order}, ${ROW}))`,
  );
  if (orderBy !== undefined) {
    await expectTimesDiffer(source, { orderBy, groupBy, warn, mayBeEqual });
    if (warn) await tellOfMissingOffsets(source, orderBy, warn);
  }
  return {
    parts: await partsOf(source, "NOT held"),
    held: await partsOf(source, "held"),
    ...(times !== "NULL" && { times: await timesOf(source) }),
  };
}

/** SQL condition for times in nights in which clocks are set back somewhere: the first hours of Sundays in autumn. */
const ON_AUTUMN_NIGHT = ["dayofweek(t) = 0", "hour(t) < 4", "month(t) IN (3, 4, 9, 10, 11)"]
  .join(" AND ")
  .replaceAll("(t)", "(make_timestamp((1000 * ms)::BIGINT))");

/**
 * Accepts a few equal times, which are repeated records and keep the table's order.
 * @throws DataError for many, which come from several series.
 */
async function expectTimesDiffer(
  source: TableSource,
  {
    orderBy,
    groupBy,
    warn,
    mayBeEqual,
  }: Pick<SeriesOptions, "warn" | "mayBeEqual"> & { orderBy: string; groupBy: readonly string[] },
): Promise<void> {
  const { name, rowCount, columns } = source;
  const [{ equal, row, autumn } = {}] = await source.database.rows(
    `SELECT count(*) AS equal, min(${ROW}) AS row, bool_and(coalesce(${ON_AUTUMN_NIGHT}, false)) AS autumn FROM series WHERE equal`,
  );
  if (Number(equal) === 0) return;
  const { value } = await firstWhere(source, orderBy, `${ROW} = ${Number(row)}`);
  const which = `${equal} of ${rowCount} rows have the same "${orderBy}" as another row${groupBy.length > 0 ? " of their group" : ""}, such as row ${rowNumber(Number(row))} (${value})`;
  // Times with an offset are never ambiguous.
  const isLocal = columns.some((column) => column.name === orderBy && /^(TIMESTAMP(_\w+)?|VARCHAR)$/.test(column.type));
  if (autumn && isLocal)
    return warn?.(
      `${which}, all in nights when clocks are set back. These rows keep the table's order; write times in UTC or with their offset to tell the two hours apart`,
    );
  if (Number(equal) > MOST_EQUAL * rowCount) {
    const remedy =
      groupBy.length > 0
        ? "Set --group-by to all columns that identify a series, or remove repeated rows."
        : "If they belong to several series, set --group-by to the column that identifies the series.";
    if (!mayBeEqual) throw new DataError(`${name}: ${which}. ${remedy}`);
    return warn?.(`${which}. ${remedy}`);
  }
  warn?.(`${which}; these rows keep the table's order`);
}

/** Tells how many times lack an offset in a file where others have one. */
async function tellOfMissingOffsets(source: TableSource, orderBy: string, warn: (line: string) => void): Promise<void> {
  const { name, columns, database, written, rowCount } = source;
  const { type } = columns.find((column) => column.name === orderBy)!;
  if (type !== "TIMESTAMP WITH TIME ZONE" || written?.kind !== "csv") return;
  const hasOffset = `regexp_matches(trim(${identifier(orderBy)}), ':\\d\\d.*(Z|UTC|GMT|[-+]\\d\\d(:?\\d\\d)?)$', 'i')`;
  const [counted] = await database.rows(
    `SELECT count_if(NOT ${hasOffset}) AS without, bool_or(${hasOffset}) AS others FROM ${written.relation}`,
  );
  const without = Number(counted!.without);
  if (without > 0 && counted!.others)
    warn(`${name}: ${without} of ${rowCount} times in "${orderBy}" have no offset, and are read as UTC; the others have one`);
}

async function timesOf({ database, rowCount }: TableSource): Promise<Float64Array> {
  const times = new Float64Array(rowCount);
  for await (const chunk of database.chunks(`SELECT ${ROW}::DOUBLE, ms FROM series`)) {
    const [rows, ms] = [chunk.getColumnValues(0) as number[], chunk.getColumnValues(1) as number[]];
    rows.forEach((row, i) => {
      times[row] = ms[i]!;
    });
  }
  return times;
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
