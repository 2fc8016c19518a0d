import type { Bytes } from "../core/bytes.ts";
import { given, knownOptions, type OptionNames, optionsIn } from "../core/options.ts";
import { isTable } from "../data/open.node.ts";
import { lengthInWords } from "../data/series/time-words.ts";
import type { TableOptions } from "../data/tables/duckdb/dataset.node.ts";
import { learnPreprocessing } from "../data/tables/duckdb/learn.node.ts";
import { openTableSource, TABLE_SOURCE } from "../data/tables/duckdb/source.node.ts";
import { tableSeries } from "./describe-series.node.ts";

/** Options of `seriesColumn`. */
export interface SeriesColumnOptions {
  /** Options of the columns of the table. */
  readonly table?: TableOptions;
  /** Largest amount of memory for reading the data, in bytes or as text ("2GB"). */
  readonly maxMemory?: Bytes;
}

const OPTIONS: OptionNames<SeriesColumnOptions> = { table: true, maxMemory: true };

/** Smallest number of rows of a table that is taken for a series. */
const FEWEST_ROWS = 100;

/** The column of times of a table whose rows are the readings of a series. */
export interface SeriesColumn {
  readonly orderBy: string;
  /** The usual time between two readings, in words: "30 minutes". */
  readonly every: string;
}

/**
 * Finds out whether the rows of a table are the readings of one series: there is one column of times, most readings are equally far
 * apart, and all other columns are numbers.
 * @param data - path of a file.
 * @returns undefined if the rows aren't a series, or if the data aren't a table.
 * @throws DataError if the file can't be read.
 * @example
 * const series = await seriesColumn("sensors.csv");
 * await train("sensors.csv", { family: "anomaly", ...(series && { orderBy: series.orderBy }) });
 */
export async function seriesColumn(data: string, options: SeriesColumnOptions = {}): Promise<SeriesColumn | undefined> {
  const { table = {}, maxMemory } = knownOptions("seriesColumn", options, OPTIONS);
  if (!(await isTable(data, undefined, maxMemory))) return undefined;
  const opening = { ...table, ...given({ maxMemory }) };
  const source = await openTableSource(data, optionsIn(TABLE_SOURCE, opening));
  try {
    const series = await tableSeries(source, { columns: [], keys: [], leftOut: [] }, { warn: () => undefined });
    const [first] = series?.series ?? [];
    if (!series?.isTime || !first || first.problem || first.readings < FEWEST_ROWS || !first.regular) return undefined;
    const { columns } = await learnPreprocessing(source, { ...opening, exclude: [...(table.exclude ?? []), series.orderBy] });
    if (columns.some(({ kind }) => kind !== "number")) return undefined;
    return { orderBy: series.orderBy, every: lengthInWords(first.step) };
  } finally {
    source.close();
  }
}
