import { knownOptions, type OptionNames, optionsIn } from "../../core/options.ts";
import type { Dataset } from "../dataset.ts";
import { readTable, type TableOptions } from "./duckdb/dataset.node.ts";
import { openTableSource, TABLE_SOURCE } from "./duckdb/source.node.ts";
import type { Records } from "./records.ts";
import { LEARN_OPTIONS } from "./schema/learn.ts";

export type { TableOptions };

const TABLE_OPTIONS: OptionNames<TableOptions> = {
  ...TABLE_SOURCE.names,
  ...LEARN_OPTIONS,
  windows: true,
  validation: true,
  seed: true,
  warn: true,
};

/**
 * Opens a table as a dataset: float32 [rows, features], NaN for a missing value. Held-out rows are drawn evenly from the whole
 * table and moved to the end; otherwise, rows keep their order. With `windows`, examples are [windows, window, features], and the
 * ends of the series are held out.
 * @param data a path (a file, a pattern or a URL), a File or Blob, or rows as objects. DuckDB reads a path directly. Other data
 * are first written to a temporary file, so that they may be larger than memory.
 * @param options how to read the file, which columns to use and how, and which rows to hold out; everything is detected by
 * default.
 * @throws DataError, OptionError as `openTableSource`, `learnPreprocessing` and `readFeatures` do.
 * @example const dataset = await openTable("flowers.csv", { label: "species", validation: 0.1 });
 */
export async function openTable(data: string | Blob | Records, options: TableOptions = {}): Promise<Dataset> {
  knownOptions("openTable", options, TABLE_OPTIONS);
  return readTable(await openTableSource(data, optionsIn(TABLE_SOURCE, options)), options);
}

/**
 * Converts rows as objects to a dataset, as `openTable` does for a JSON file with the same rows.
 * @param records the rows.
 * @param options as for `openTable`.
 * @throws DataError if a row isn't an object, a number is infinite, or there are no rows; also as `openTable` does.
 * @example const dataset = await fromRecords([{ age: 31, plan: "basic" }, { age: 45, plan: null }]);
 */
export const fromRecords = (records: Records, options: TableOptions = {}): Promise<Dataset> => openTable(records, options);
