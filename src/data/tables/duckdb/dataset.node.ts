import { inverse, placesOf } from "../../../core/hold-out.ts";
import type { Dataset } from "../../dataset.ts";
import { classesOf } from "../../labels.ts";
import type { TablePreprocessing, WindowRecipe } from "../schema/columns.ts";
import type { OpeningOptions } from "../schema/learn.ts";
import { manyValuesLines } from "../schema/many-values.ts";
import { strayLines } from "../schema/strays.ts";
import { givenUnlisted } from "../schema/unlisted.ts";
import { explainTableError } from "./explain.ts";
import { holdOut } from "./hold-out.node.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { missingWordLines } from "./missing-words.node.ts";
import { type ReadOptions, readAllFeatures, withLabelAsKey } from "./read.node.ts";
import { sentinelLines } from "./sentinels.node.ts";
import type { TableSource, TableSourceOptions } from "./source.node.ts";
import { straysIn } from "./strays.node.ts";
import { windowsDataset } from "./windows.node.ts";

/** Options of `openTable`: how to read the table, which columns to use and how, and which rows to hold out. */
export interface TableOptions extends Omit<TableSourceOptions, "preprocessing">, OpeningOptions {
  /** Makes windows of rows the examples. If a preprocessing is given, its own windows are used. */
  readonly windows?: WindowRecipe;
  /**
   * Receives warnings about values that weren't in the training data. Without it, texts among numbers are in the dataset's notes.
   */
  readonly warn?: (line: string) => void;
}

/** Reads an open table as a dataset, as `openTable` returns it, and closes the source. */
export async function readTable(source: TableSource, options: TableOptions): Promise<Dataset> {
  try {
    const windows = (options.preprocessing ?? options).windows;
    const notes: string[] = [];
    const note = (line: string) => void notes.push(line);
    const asked = { ...options, strays: options.preprocessing ? (options.warn ?? note) : ("known" as const) };
    const dataset = await (windows ? windowsDataset(source, { ...asked, note }) : datasetOf(source, asked));
    if (!options.preprocessing) notes.push(...source.notes, ...(await learnedLines(source, dataset.table!)));
    return { ...dataset, ...(notes.length > 0 && { notes }) };
  } catch (error) {
    throw explainTableError(error, source.name);
  } finally {
    source.close();
  }
}

/** Returns notes for training: words that count as missing, stray values, values that may mean "missing", and categories with very many values. */
export const learnedLines = async (source: TableSource, { columns }: TablePreprocessing): Promise<readonly string[]> => [
  ...(await missingWordLines(source)),
  ...strayLines(source.name, await straysIn(source, columns)),
  ...(await sentinelLines(source, { columns })),
  ...manyValuesLines(columns),
];

async function datasetOf(
  source: TableSource,
  { validation, seed = 42, strays, ...options }: TableOptions & Pick<ReadOptions, "strays">,
): Promise<Dataset> {
  const held = validation === undefined ? undefined : holdOut(source, validation, seed);
  const table = options.preprocessing ?? (await learnPreprocessing(source, { ...options, where: held && `NOT (${held.sql})` }));
  const order = held && placesOf(source.rowCount, held.isHeld);
  const asked = { places: order?.places, strays, warn: options.warn, unlisted: true };
  const { features, keys, unlisted } = await readAllFeatures(source, withLabelAsKey(table), asked);
  const { label } = table;
  const labels = label === undefined ? undefined : keys[label];
  return {
    name: source.name,
    examples: features,
    table,
    keys: Object.fromEntries(Object.entries(keys).filter(([name]) => name !== label)),
    ...givenUnlisted(unlisted ?? {}),
    ...(order && { heldOut: order.held, rowIndices: inverse(order.places) }),
    ...(labels && classesOf(labels)),
  };
}
