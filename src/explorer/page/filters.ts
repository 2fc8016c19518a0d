import type { Column } from "../../core/columns.ts";
import { scaleOf } from "../../figures/colours.ts";

/** A limit on the visible points: classes that are hidden, or a range of numbers from `low` to below `high`, which hides missing ones. */
export type Filter = { readonly hidden: ReadonlySet<number> } | { readonly low: number; readonly high: number };

/** The filters of columns by the names of the columns. */
export type Filters = ReadonlyMap<string, Filter>;

/** Number of bars of a column of numbers. */
export const BARS = 24;

/** Returns the filters with that of one column replaced, or removed if it hides nothing. */
export function withFilter(filters: Filters, name: string, filter: Filter | undefined): Filters {
  const next = new Map(filters);
  const isEmpty =
    !filter || ("hidden" in filter ? filter.hidden.size === 0 : filter.low === -Infinity && filter.high === Infinity);
  if (isEmpty) next.delete(name);
  else next.set(name, filter);
  return next;
}

/** Returns a function that tests whether a row passes the filter of a column. */
function passes(column: Column, filter: Filter | undefined): (row: number) => boolean {
  if (filter && "hidden" in filter && column.kind === "classes") return (row) => !filter.hidden.has(column.classes[row]!);
  if (filter && "low" in filter && column.kind === "numbers")
    return (row) => column.numbers[row]! >= filter.low && column.numbers[row]! < filter.high;
  return () => true;
}

/** Returns the number of filters that hide each row; undefined if there are no filters. */
export function hidingOf(columns: readonly Column[], filters: Filters, count: number): Uint8Array | undefined {
  const used = columns.filter(({ name }) => filters.has(name));
  if (used.length === 0) return undefined;
  const hiding = new Uint8Array(count);
  for (const column of used) {
    const isPassing = passes(column, filters.get(column.name));
    for (let row = 0; row < count; row++) if (!isPassing(row)) hiding[row]!++;
  }
  return hiding;
}

/** The counts of a column's bars: its classes, or ranges of its numbers. */
export interface Bars {
  readonly all: readonly number[];
  /** Number of the rows that the filters of the other columns leave. */
  readonly left: readonly number[];
}

/**
 * Returns a function that counts the rows of a column's bars: its classes, or ranges of equal width on the scale of its numbers.
 * Numbers beyond an end of the scale are in the bar at that end, and missing ones in none.
 */
export function barsOf(column: Column): (filter: Filter | undefined, hiding: Uint8Array | undefined) => Bars {
  // The scale sorts all numbers, so the bar of each row is found only once.
  const [size, bars] = column.kind === "classes" ? [column.names.length, column.classes] : [BARS, barsIn(column.numbers)];
  return (filter, hiding) => {
    const isPassing = passes(column, filter);
    const [all, left] = [new Array<number>(size).fill(0), new Array<number>(size).fill(0)];
    for (let row = 0; row < bars.length; row++) {
      const bar = bars[row]!;
      if (bar === size) continue;
      all[bar]!++;
      if (!hiding || hiding[row] === (isPassing(row) ? 0 : 1)) left[bar]!++;
    }
    return { all, left };
  };
}

/** Returns the bar of each number, or BARS for a missing one. */
function barsIn(numbers: Float64Array): Uint8Array {
  const { low, high } = scaleOf(numbers);
  return Uint8Array.from(numbers, (number) =>
    Number.isNaN(number) ? BARS : Math.min(BARS - 1, Math.max(0, Math.floor((BARS * (number - low)) / (high - low || 1)))),
  );
}
