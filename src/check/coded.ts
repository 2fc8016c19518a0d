import type { Cells } from "./cells.ts";

/** A column whose values come again, as places of its values. */
export interface Coded {
  readonly column: number;
  readonly name: string;
  /** Place of each row's value; -1 where it is missing. */
  readonly codes: Int32Array;
  readonly texts: readonly string[];
  readonly counts: readonly number[];
  /** The place of a value; -1 where the column doesn't have it. */
  placeOf(value: string | number | null): number;
}

/** Texts that differ in nearly every row say nothing of one another, and numbers that hardly recur stand in relations instead. */
const [RECURRING, RECURRING_NUMBERS] = [0.9, 0.1];

/** The columns whose values come again: categories, keys of what rows are about, and numbers with few values. */
export function codedColumns(columns: readonly Cells[], rows: number): readonly Coded[] {
  return columns.flatMap((cells, column) => {
    if (cells.kind === "prose") return [];
    if (cells.kind === "category") {
      const { name, codes, names, counts } = cells;
      const placeOf = (value: string | number | null): number => (value === null ? -1 : names.indexOf(String(value)));
      return names.length > 1 && names.length < RECURRING * rows ? [{ column, name, codes, texts: names, counts, placeOf }] : [];
    }
    const places = new Map<string | number, number>();
    const counts: number[] = [];
    const codes = Int32Array.from(cells.values, (value) => {
      if (value === null) return -1;
      const place = places.get(value) ?? places.size;
      places.set(value, place);
      counts[place] = (counts[place] ?? 0) + 1;
      return place;
    });
    if (places.size < 2 || places.size > (cells.kind === "key" ? RECURRING : RECURRING_NUMBERS) * rows) return [];
    const placeOf = (value: string | number | null): number => (value === null ? -1 : (places.get(value) ?? -1));
    return [{ column, name: cells.name, codes, texts: [...places.keys()].map(String), counts, placeOf }];
  });
}
