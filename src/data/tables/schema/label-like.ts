import type { NdArray } from "../../../core/ndarray.ts";
import { featureCount, featureStarts, type TablePreprocessing } from "./columns.ts";
import { featureWidth } from "./features.ts";

const WORDS = "label|class|target|outcome|anomaly|anomalous|outlier|fault|fraud|failure|diagnosis";
const NAMED_AS_LABEL = new RegExp(`^y$|(^|[^a-z])(${WORDS})$`, "i");
/** isFault */
const IN_CAMELS = new RegExp(`[a-z](${WORDS.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())})$`);
const [FEWEST, MOST] = [2, 20];

export const isNamedAsLabel = (name: string): boolean => NAMED_AS_LABEL.test(name) || IN_CAMELS.test(name);

export const hasLabelsCount = (values: number): boolean => values >= FEWEST && values <= MOST;

/**
 * Finds the first column used for training that looks like labels: by its name, and because it has 2 to 20 values. Returns
 * undefined if the table has a label already.
 * @param features [rows, features], or windows of them, made from the table's columns.
 * @returns the column's name and its number of different values. A category's unlisted values count as one.
 */
export function labelLike({ columns, label }: TablePreprocessing, features: NdArray) {
  if (label !== undefined) return undefined;
  const starts = featureStarts(columns);
  for (const [i, column] of columns.entries()) {
    if (column.kind === "date" || !isNamedAsLabel(column.name)) continue;
    const values = distinct(features.data, { at: starts[i]!, size: featureCount(column), width: featureWidth({ columns }) });
    if (hasLabelsCount(values)) return { name: column.name, values };
  }
  return undefined;
}

/** Counts the different values of a column's features. It stops as soon as there are too many. */
function distinct(data: NdArray["data"], { at, size, width }: { at: number; size: number; width: number }): number {
  const seen = new Set<string>();
  for (let start = at; start < data.length && seen.size <= MOST; start += width)
    if (!Number.isNaN(Number(data[start]))) seen.add(data.subarray(start, start + size).join());
  return seen.size;
}

/** Returns the hint that the command line prints. */
export const labelHint = (name: string): string =>
  `${name} looks like a column of labels; to exclude it from training, use --label ${/^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`}`;
