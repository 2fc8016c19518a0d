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
 * A table as a dataset: float32 [rows, features], NaN where a value is missing. Where rows are held out, they are the last ones, drawn evenly
 * from all of the table; else rows stand in their order. With `windows`, examples are [windows, window, features], and those held out are the end of each series.
 * @param data a path (a file, a glob of them, a URL), a File or Blob, or rows as objects. A path is read by DuckDB where it lies; everything else is first written
 * into a temporary file, so that it may be larger than memory, and means what that file means.
 * @throws DataError, OptionError in one line as `openTableSource`, `learnPreprocessing` and `readFeatures`.
 * @example const dataset = await openTable("flowers.csv", { label: "species", validation: 0.1 });
 */
export async function openTable(data: string | Blob | Records, options: TableOptions = {}): Promise<Dataset> {
  knownOptions("openTable", options, TABLE_OPTIONS);
  return readTable(await openTableSource(data, optionsIn(TABLE_SOURCE, options)), options);
}

/**
 * Rows as objects as a dataset, as `openTable` makes it of a JSON file with the same rows.
 * @example const dataset = await fromRecords([{ age: 31, plan: "basic" }, { age: 45, plan: null }]);
 */
export const fromRecords = (records: Records, options: TableOptions = {}): Promise<Dataset> => openTable(records, options);
