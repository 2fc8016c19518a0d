import { inverse, placesOf } from "../../core/hold-out.ts";
import { ndarray } from "../../core/ndarray.ts";
import { knownOptions, type OptionNames, optionsIn } from "../../core/options.ts";
import type { Dataset } from "../dataset.ts";
import { classesOf } from "../labels.ts";
import type { Cell } from "./duckdb/database.node.ts";
import { explainTableError } from "./duckdb/explain.ts";
import { holdOut } from "./duckdb/hold-out.node.ts";
import { type LearnOptions, learnPreprocessing } from "./duckdb/learn.node.ts";
import { readFeatures } from "./duckdb/read.node.ts";
import { openTableSource, TABLE_SOURCE, type TableSource, type TableSourceOptions } from "./duckdb/source.node.ts";
import { windowsDataset } from "./duckdb/windows.node.ts";
import type { TablePreprocessing, WindowRecipe } from "./schema/columns.ts";

export interface TableOptions extends TableSourceOptions, Omit<LearnOptions, "where"> {
  /** Learned before; else it is learned from the rows that aren't held out. */
  readonly preprocessing?: TablePreprocessing;
  /** Makes windows of rows the examples; where a preprocessing is given, its own count. */
  readonly windows?: WindowRecipe;
  /** Holds rows out: a number of them (1 or more), or a share (between 0 and 1). None by default. */
  readonly validation?: number;
  /** Which rows are held out; 42 by default. */
  readonly seed?: number;
  /** Told of values that weren't there when the columns were learned. */
  readonly warn?: (line: string) => void;
}

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

/** The same of a source that is open, which it closes. */
export async function readTable(source: TableSource, options: TableOptions): Promise<Dataset> {
  try {
    const windows = (options.preprocessing ?? options).windows;
    const dataset = await (windows ? windowsDataset(source, options) : datasetOf(source, options));
    const notes = options.preprocessing ? [] : source.notes;
    return { ...dataset, ...(notes.length > 0 && { notes }) };
  } catch (error) {
    throw explainTableError(error, source.name);
  } finally {
    source.close();
  }
}

async function datasetOf(source: TableSource, { validation, seed = 42, ...options }: TableOptions): Promise<Dataset> {
  const count = source.rowCount;
  const held = validation === undefined ? undefined : holdOut(source, validation, seed);
  const preprocessing =
    options.preprocessing ?? (await learnPreprocessing(source, { ...options, ...(held && { where: `NOT (${held.sql})` }) }));
  const withLabel = {
    ...preprocessing,
    keys: preprocessing.label ? [...preprocessing.keys, preprocessing.label] : preprocessing.keys,
  };
  const order = held ? placesOf(count, held.isHeld) : undefined;
  let examples: Float32Array | undefined;
  let width = 0;
  const cells = new Map<string, Cell[]>();
  for await (const { start, features, keys } of readFeatures(source, withLabel, {
    ...(options.warn && { warn: options.warn }),
  })) {
    width = features.shape[1]!;
    examples ??= new Float32Array(count * width);
    const rows = features.shape[0]!;
    if (!order) examples.set(features.data, start * width);
    else
      for (let i = 0; i < rows; i++)
        examples.set(features.data.subarray(i * width, (i + 1) * width), order.places[start + i]! * width);
    for (const [name, values] of Object.entries(keys)) {
      const all = cells.get(name) ?? new Array<Cell>(count);
      cells.set(name, all);
      values.forEach((value, i) => {
        all[order?.places[start + i] ?? start + i] = value;
      });
    }
  }
  const { label } = preprocessing;
  const labelled = label === undefined ? undefined : cells.get(label);
  if (label !== undefined) cells.delete(label);
  return {
    name: source.name,
    examples: ndarray("float32", [count, width], examples!),
    table: preprocessing,
    keys: Object.fromEntries(cells),
    ...(order && { heldOut: order.held, rowNumbers: inverse(order.places) }),
    ...(labelled && classesOf(labelled)),
  };
}
