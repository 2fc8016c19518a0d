import * as z from "zod/mini";
import type { Cells } from "./cells.ts";

/** A column in which values repeat, as indices of its values. */
export interface Coded {
  readonly column: number;
  readonly name: string;
  /** Index of each row's value; -1 if the value is missing. */
  readonly codes: Int32Array;
  readonly values: readonly (string | number)[];
  readonly texts: readonly string[];
  readonly counts: readonly number[];
  /** Returns the index of a value; -1 if the column doesn't have it. */
  placeOf(value: string | number | null): number;
}

/**
 * Maximum shares of distinct values, for texts and for numbers. Texts that differ in nearly every row tell nothing about one
 * another, and numbers that rarely repeat are compared by relations instead.
 */
const [RECURRING, RECURRING_NUMBERS] = [0.9, 0.1];

const text = z.union([z.string(), z.number()]);
/** The values of a column with their counts, as they are saved. */
export const valuesSchema = z.object({ column: z.number(), values: z.array(text), counts: z.array(z.number()) });
export type SavedValues = z.infer<typeof valuesSchema>;

/**
 * Returns the columns in which values repeat: categories, keys that refer to something that several rows share, and numbers with
 * few values.
 * @param learned values of an earlier table's columns. They come first, and are counted too.
 */
export function codedColumns(columns: readonly Cells[], rows: number, learned?: readonly SavedValues[]): readonly Coded[] {
  return columns.flatMap((cells, column) => {
    if (cells.kind === "prose") return [];
    const before = learned?.find((one) => one.column === column);
    if (learned && !before) return [];
    const places = new Map<string | number, number>(before?.values.map((value, place) => [value, place]));
    const counts = [...(before?.counts ?? [])];
    const isText = cells.kind === "category";
    const codes = Int32Array.from(cells.values, (value) => {
      if (value === null) return -1;
      const known = isText ? String(value) : value;
      const place = places.get(known) ?? places.size;
      places.set(known, place);
      counts[place] = (counts[place] ?? 0) + 1;
      return place;
    });
    const most = { category: RECURRING, key: RECURRING, number: RECURRING_NUMBERS, time: RECURRING_NUMBERS }[cells.kind];
    if (!before && (places.size < 2 || places.size > most * rows)) return [];
    const placeOf = (value: string | number | null): number => (value === null ? -1 : (places.get(value) ?? -1));
    return [
      { column, name: cells.name, codes, values: [...places.keys()], texts: [...places.keys()].map(String), counts, placeOf },
    ];
  });
}
