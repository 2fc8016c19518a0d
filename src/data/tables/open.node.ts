import { knownOptions, type OptionNames, optionsIn } from "../../core/options.ts";
import type { Dataset } from "../dataset.ts";
import { readTable, type TableOptions } from "./duckdb/dataset.node.ts";
import { openTableSource, TABLE_SOURCE } from "./duckdb/source.node.ts";

export type { TableOptions };

const TABLE_OPTIONS: OptionNames<TableOptions> = {
  query: true,
  memory: true,
  preprocessing: true,
  keysAsWritten: true,
  inMemory: true,
  keys: true,
  label: true,
  exclude: true,
  categories: true,
  drawTailsIn: true,
  windows: true,
  validation: true,
  seed: true,
  warn: true,
};

/**
 * A table as a dataset: float32 [rows, features], NaN where a value is missing. Where rows are held out, they are the last ones, drawn evenly
 * from all of the table; else rows stand in their order. With `windows`, examples are [windows, window, features], and those held out are the end of each series.
 * @throws DataError, OptionError in one line as `openTableSource`, `learnPreprocessing` and `readFeatures`.
 */
export async function openTable(path: string, options: TableOptions = {}): Promise<Dataset> {
  knownOptions("openTable", options, TABLE_OPTIONS);
  return readTable(await openTableSource(path, optionsIn(TABLE_SOURCE, options)), options);
}
