import type { Autoencoder } from "../autoencoders/index.ts";
import { UsageError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import { nearest } from "../core/suggest.ts";
import { count } from "../core/words.ts";
import { readShown, type ShownColumn } from "../data/tables/duckdb/shown.node.ts";
import type { TableSourceOptions } from "../data/tables/duckdb/source.node.ts";
import { featureCount, featureStarts, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { fromFeatures } from "../data/tables/schema/features.ts";
import { openTableFor } from "../tasks/open.node.ts";
import type { TaskOptions } from "../tasks/options.ts";
import type { MapColumn } from "./map-page.node.ts";

/** Maximum number of columns offered for colouring if the user names none. */
const MOST_COLUMNS = 12;
/** If a text column has more different values than this, only the most frequent ones have colours. */
const MOST_TEXTS = 50;
/** Number of these most frequent values. */
const KEPT_TEXTS = 19;
const OTHERS = "(other)";

/**
 * Returns the columns to colour by, given as a list or as one text with commas between the names. A name that contains a comma
 * must be the only one in a text.
 * @throws UsageError if the data have no column with one of the names.
 */
export async function coloursNamed(
  colour: string | readonly string[],
  data: string,
  options: TableSourceOptions,
): Promise<readonly string[]> {
  const source = await openTableFor(data, options);
  source.close();
  const known = source.columns.map(({ name }) => name);
  if (typeof colour === "string" && known.includes(colour)) return [colour];
  const names = [...new Set(typeof colour === "string" ? colour.split(",").map((name) => name.trim()) : colour)];
  const bad = names.find((name) => !known.includes(name));
  if (bad === undefined) return names;
  const near = nearest(bad, known);
  throw new UsageError(
    message`${option("colour")}: ${source.name} has no column "${bad}". ${near ? `Did you mean "${near}"?` : `It has ${known.join(", ")}.`}`,
  );
}

/**
 * Returns the columns that colour a table's map by default: the label if the data have it and, in a picture, the columns used for
 * training.
 */
export const usualColours = (
  { label, columns }: TablePreprocessing,
  { hasLabel, isPicture }: { readonly hasLabel: boolean; readonly isPicture: boolean },
): readonly string[] =>
  [...(hasLabel && label !== undefined ? [label] : []), ...(isPicture ? columns.map(({ name }) => name) : [])].slice(
    0,
    MOST_COLUMNS,
  );

interface Shown {
  readonly data: string;
  /** Options for reading the table. */
  readonly source: TableSourceOptions;
  readonly table: TablePreprocessing;
  /** Whether the map is drawn instead of written as a table. */
  readonly isPicture: boolean;
}

/**
 * Reads columns of a table's first rows. In a picture, a text column with too many different values keeps only the most frequent
 * ones, and a note reports it.
 */
export async function columnsToShow(
  names: readonly string[],
  rows: number,
  { data, source, table, isPicture }: Shown,
  onNote: TaskOptions["onNote"],
): Promise<readonly ShownColumn[]> {
  const columns = await readShown(data, names, rows, { ...source, preprocessing: table });
  const learned = new Set(table.columns.map(({ name }) => name));
  return columns.map((column) =>
    isPicture && column.kind === "text" && !learned.has(column.name) ? fewer(column, onNote) : column,
  );
}

function fewer(column: ShownColumn, onNote: TaskOptions["onNote"]): ShownColumn {
  const counts = new Map<string, number>();
  for (const value of column.values) if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  if (counts.size <= MOST_TEXTS) return column;
  onNote?.(
    `The column "${column.name}" has ${count(counts.size)} different values. The map shows the ${KEPT_TEXTS} most frequent ones, and all others as "${OTHERS}".`,
  );
  const kept = new Set(
    [...counts]
      .sort(([, a], [, b]) => b - a)
      .slice(0, KEPT_TEXTS)
      .map(([value]) => value),
  );
  return { ...column, values: column.values.map((value) => (value === null || kept.has(String(value)) ? value : OTHERS)) };
}

/** Adds the model's reconstruction of each value to the columns that the model was trained on. */
export function withReconstructions(
  columns: readonly ShownColumn[],
  { settings }: Autoencoder,
  reconstructions: NdArray<"float32">,
): readonly MapColumn[] {
  const learned = settings.table!.columns;
  const width = reconstructions.shape[1]!;
  const starts = featureStarts(learned);
  return columns.map(({ name, kind, values }) => {
    const shown = { name, values, isDate: kind === "date" };
    const place = learned.findIndex((column) => column.name === name);
    if (place < 0) return shown;
    const column = learned[place]!;
    const [start, size] = [starts[place]!, featureCount(column)];
    const reconstructed = values.map((_, row) =>
      fromFeatures(column, reconstructions.data.subarray(row * width + start, row * width + start + size)),
    );
    return { ...shown, reconstructed };
  });
}
