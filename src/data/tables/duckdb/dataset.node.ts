import { ndarray } from "../../../core/ndarray.ts";
import type { Dataset } from "../../dataset.ts";
import { classesOf } from "../../labels.ts";
import type { Cell } from "../schema/column-types.ts";
import type { TablePreprocessing, WindowRecipe } from "../schema/columns.ts";
import { inverse, placesOf } from "../schema/hold-out.ts";
import { explainTableError } from "./explain.ts";
import { holdOut } from "./hold-out.node.ts";
import { type LearnOptions, learnPreprocessing } from "./learn.node.ts";
import { readFeatures } from "./read.node.ts";
import type { TableSource, TableSourceOptions } from "./source.node.ts";
import { windowsDataset } from "./windows.node.ts";

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

/** An open table as a dataset, as `openTable` gives it. The source is closed. */
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
