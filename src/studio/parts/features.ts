import { withoutSeconds } from "../../core/dates.ts";
import { type NdArray, sizeOf } from "../../core/ndarray.ts";
import { rounded } from "../../core/words.ts";
import type { Opened } from "../../data/opened-files.ts";
import { featureCount, featureStarts, type TablePreprocessing } from "../../data/tables/schema/columns.ts";
import { cellFromFeatures } from "../../data/tables/schema/features.ts";

/** A column to show: its name, and a function that returns its value in a row of features as text. */
export interface ShownColumn {
  readonly name: string;
  valueOf(row: ArrayLike<number>): string;
}

/**
 * Returns the columns of a table, or x1, x2, … for rows of numbers.
 * @param width number of features. @param cells the columns as the file has them, whose words for true and false are shown.
 */
export function shownColumns(
  width: number,
  table: TablePreprocessing | undefined,
  cells: Opened["cells"],
): readonly ShownColumn[] {
  if (!table)
    return Array.from({ length: width }, (_, i) => ({ name: `x${i + 1}`, valueOf: (row) => Number(row[i]).toFixed(2) }));
  const starts = featureStarts(table.columns);
  return table.columns.map((column, i) => ({
    name: column.name,
    valueOf: (row) => {
      const features = Array.from(row).slice(starts[i]!, starts[i]! + featureCount(column));
      if (features.some(Number.isNaN)) return "missing";
      return inOwnWords(cells, column.name, cellText(cellFromFeatures(column, features, table.forms?.[column.name])));
    },
  }));
}

/** Returns a value that a model expects as text. */
export const cellText = (value: number | string): string =>
  typeof value === "number" ? (Number.isNaN(value) ? "missing" : String(rounded(value, 6))) : withoutSeconds(value);

/** Returns the file's own word for true or false in a column that has others, such as "yes". Other texts stay. */
export function inOwnWords(cells: Opened["cells"], name: string, text: string): string {
  if (text !== "true" && text !== "false") return text;
  const { texts, values } = cells?.find((column) => column.name === name && column.type === "BOOLEAN") ?? {};
  return texts?.[values!.indexOf(text)] ?? text;
}

/** Returns the value of a cell as the file has it; undefined if the data isn't a table. */
export function writtenIn({ cells }: Opened, name: string, place: number): string | undefined {
  const column = cells?.find((one) => one.name === name);
  const value = column && (column.texts?.[place] ?? column.values[place] ?? "missing");
  return value === undefined ? undefined : withoutSeconds(String(value));
}

/** Returns the numbers of example i. */
export function flatRow(examples: NdArray, i: number): ArrayLike<number> {
  const width = sizeOf(examples.shape.slice(1));
  return examples.data.subarray(i * width, (i + 1) * width) as ArrayLike<number>;
}

/** Returns the name of each feature of a row, such as "age", "country = AT" or "time, sine of the day". */
export function featureNames(width: number, table: TablePreprocessing | undefined, cells: Opened["cells"]): readonly string[] {
  if (!table || table.windows) return Array.from({ length: width }, (_, i) => `x${i + 1}`);
  return table.columns.flatMap((column) => {
    if (column.kind === "number") return [column.name];
    if (column.kind === "date")
      return column.cycles.flatMap((cycle) => ["sine", "cosine"].map((part) => `${column.name}, ${part} of the ${cycle}`));
    const values = column.values.map((value) => inOwnWords(cells, column.name, value));
    return [...values, ...(column.open ? ["other"] : [])].map((value) => `${column.name} = ${value}`);
  });
}
