import { DataError } from "../core/errors.ts";
import { describeTimes, describeValues, type ValuesDescription } from "../data/series/describe.ts";
import { numberSql } from "../data/tables/duckdb/cells.node.ts";
import { type Cell, identifier } from "../data/tables/duckdb/database.node.ts";
import { ROW } from "../data/tables/duckdb/relation.node.ts";
import { seriesOf } from "../data/tables/duckdb/series.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { roleOf, type SourceColumn } from "../data/tables/schema/column-types.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { isOfTimes } from "../data/tables/values/form.ts";
import type { TableSeries } from "./describe.ts";

/** Largest number of series that are described, and of columns of each. */
const MOST = 20;

/**
 * Describes a table's series. Without `orderBy`, the only column of times orders the rows of a table of up to 5 million rows, if
 * it does so: each row has a time, hardly any two are equal, and the file has most rows in their order.
 * @throws OptionError, DataError as `seriesOf` does if `orderBy` is given.
 */
export async function tableSeries(
  source: TableSource,
  { columns }: TablePreprocessing,
  { orderBy, groupBy = [], warn }: { orderBy?: string | undefined; groupBy?: readonly string[]; warn: (line: string) => void },
): Promise<TableSeries | undefined> {
  const by = orderBy ?? (source.rowCount <= MOST_ROWS ? onlyTimes(source)?.name : undefined);
  if (by === undefined) return undefined;
  const told: string[] = [];
  const found = await seriesOf(
    source,
    { window: 1, orderBy: by, groupBy },
    { mayBeEqual: orderBy !== undefined, warn: (line) => told.push(line) },
  ).catch((error: unknown) => {
    if (orderBy === undefined && error instanceof DataError) return undefined;
    throw error;
  });
  if (!found) return undefined;
  const all = found.times ?? (await numbersOf(source, by));
  const parts = found.parts.slice(0, MOST).map((rows) => {
    const times = Float64Array.from(rows, (row) => all[row]!);
    return { rows, times, ...describeTimes(times, rows) };
  });
  if (orderBy === undefined && parts.some(({ about }) => about.unordered > MOST_UNORDERED * about.readings)) return undefined;
  for (const line of told) warn(line);
  const numbers = columns.filter(({ name, kind }) => kind === "number" && name !== by && !groupBy.includes(name));
  const values = parts.map((): ValuesDescription[] => []);
  for (const { name } of numbers.slice(0, MOST)) {
    const column = await numbersOf(source, name);
    for (const [i, { rows, times, grid }] of parts.entries())
      values[i]!.push(
        describeValues(
          name,
          Float32Array.from(rows, (row) => column[row]!),
          { times, grid, isTime: found.times !== undefined },
        ),
      );
  }
  const groups = await groupsOf(
    source,
    groupBy,
    parts.map(({ rows }) => rows[0]!),
  );
  return {
    orderBy: by,
    isTime: found.times !== undefined,
    count: found.parts.length,
    columns: numbers.length,
    series: parts.map(({ about }, i) => ({ group: groups[i]!, ...about, columns: about.problem ? [] : values[i]! })),
  };
}

/** A longer table is sorted only if a column is named, because that takes memory for each row. */
const MOST_ROWS = 5_000_000;

/** Larger shares of rows out of order mean that the file isn't a series in the order of a column that nobody named. */
const MOST_UNORDERED = 0.1;

/** Returns the column of times if the table has exactly one. */
function onlyTimes({ columns }: TableSource): SourceColumn | undefined {
  const times = columns.filter(
    ({ type, form }) => roleOf(type) === "time" || (form && roleOf(type) === "text" && isOfTimes(form)),
  );
  return times.length === 1 ? times[0] : undefined;
}

/** Reads a column's numbers in the table's order; NaN for other values. */
async function numbersOf({ columns, database, relation, rowCount }: TableSource, name: string): Promise<Float64Array> {
  const own = columns.find((column) => column.name === name)!;
  const numbers = new Float64Array(rowCount);
  let start = 0;
  for await (const chunk of database.chunks(`SELECT coalesce(${numberSql(own)}, 'NaN'::DOUBLE) FROM ${relation}`)) {
    numbers.set(chunk.getColumnValues(0) as number[], start);
    start += chunk.rowCount;
  }
  return numbers;
}

/** Returns the values of the columns that identify the series of some rows. */
async function groupsOf(
  { database, relation }: TableSource,
  groupBy: readonly string[],
  rows: readonly number[],
): Promise<Record<string, Cell>[]> {
  if (groupBy.length === 0) return rows.map(() => ({}));
  const cells = groupBy.map((name, i) => `${identifier(name)}::VARCHAR AS g${i}`).join(", ");
  const found = await database.rows(`SELECT ${ROW} AS row, ${cells} FROM ${relation} WHERE ${ROW} IN (${rows.join(", ")})`);
  const byRow = new Map(found.map((one) => [Number(one.row), one]));
  return rows.map((row) => Object.fromEntries(groupBy.map((name, i) => [name, byRow.get(row)![`g${i}`]!])));
}
