import { DataError, OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { type MemoryTable, rowCountOf } from "../data/tables/memory/table.ts";
import { roleOf } from "../data/tables/schema/column-types.ts";

/** The rows of a table as the readings of one series, in the order of their times. */
export interface SeriesReadings {
  /** [n, channels]; NaN for a missing value. */
  readonly rows: NdArray<"float32">;
  /** Milliseconds since 1970 [n]; undefined if the rows are in order and equally far apart. */
  readonly times?: Float64Array;
  /** The index of each reading's row in the table [n]. */
  readonly order: Int32Array;
  /** The names of the columns of numbers, which are the channels. */
  readonly channels: readonly string[];
}

/** Returns the names of the columns that can order the rows of a table as a series: its dates and times. */
export const timeColumnsOf = ({ columns }: Pick<MemoryTable, "columns">): readonly string[] =>
  columns.filter(({ type }) => /^(DATE|TIMESTAMP)/.test(type)).map(({ name }) => name);

/**
 * Takes the columns of numbers of a table as the channels of a series.
 * @param orderBy the column of times; by default, the rows are in order and equally far apart.
 * @throws OptionError if there is no such column of times; DataError if no column has numbers, or a time is missing.
 */
export function seriesReadings(table: MemoryTable, orderBy?: string): SeriesReadings {
  const { name, columns } = table;
  const count = rowCountOf(table);
  const times = orderBy === undefined ? undefined : timesOf(table, orderBy);
  const order = Int32Array.from({ length: count }, (_, row) => row);
  if (times) order.sort((a, b) => times[a]! - times[b]! || a - b);
  const channels = columns.filter(({ type }) => roleOf(type) === "number");
  if (channels.length === 0) throw new DataError(`${name} has no column of numbers. A series needs at least one.`);
  const data = new Float32Array(count * channels.length);
  channels.forEach(({ values }, channel) => {
    order.forEach((row, at) => {
      const value = values[row];
      data[at * channels.length + channel] = value === null ? Number.NaN : Number(value);
    });
  });
  return {
    rows: ndarray("float32", [count, channels.length], data),
    ...(times && { times: Float64Array.from(order, (row) => times[row]!) }),
    order,
    channels: channels.map((column) => column.name),
  };
}

function timesOf(table: MemoryTable, orderBy: string): Float64Array {
  const times = timeColumnsOf(table);
  if (!times.includes(orderBy))
    throw new OptionError(`${table.name} has no column of times called "${orderBy}". It has ${times.join(", ") || "none"}.`);
  const { values } = table.columns.find((column) => column.name === orderBy)!;
  return Float64Array.from(values, (value, row) => {
    const time = value === null ? Number.NaN : Date.parse(utc(String(value)));
    if (Number.isNaN(time))
      throw new DataError(`${table.name}: the time in row ${row + 1} of ${orderBy} is missing. Remove the row.`);
    return time;
  });
}

/** Tables in memory write times in UTC: "2024-12-31", "2024-12-31 14:30:00", "2024-12-31 14:30:00+00". */
const utc = (text: string): string => (text.includes(" ") ? `${text.replace(" ", "T").replace(/\+00$/, "")}Z` : text);
