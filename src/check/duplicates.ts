import { random } from "../core/random.ts";
import type { Cells } from "./cells.ts";
import { distance } from "./spelling.ts";

/** A row that repeats an earlier one. */
export interface Duplicate {
  readonly row: number;
  readonly twin: number;
  /** The column in which the two rows differ, if any; not a key. */
  readonly column?: number;
  /** How unlikely it is that two rows agree this much by chance, in nats. */
  readonly surprise: number;
}

/** Maximum share of rows that agree in all columns but one. If there are more, such rows aren't suspicious. */
const MOST_NEAR = 0.01;
/** Minimum surprise of a duplicate that is reported: rows that are likely to agree by chance are left out. */
const LEAST_SURPRISE = 3;

/** Finds rows that are equal except for keys, or except for one cell that differs by a letter or a digit. */
export function duplicatesOf(columns: readonly Cells[], rows: number): readonly Duplicate[] {
  const compared = columns.flatMap((cells, column) => (cells.kind === "key" ? [] : [{ cells, column }]));
  if (compared.length < 2) return [];
  const cells = compared.map((one) => one.cells);
  const information = informationOf(cells, rows);
  const sums = sumsOf(cells, rows);
  const exact = equalRows(cells, sums, undefined).map(([row, twin]) => ({ row, twin, surprise: information(row) }));
  const known = new Set(exact.map(({ row }) => row));
  const near = compared.flatMap(({ column }, place) => {
    const pairs = equalRows(cells, sums, place).filter(([row, twin]) => !known.has(row) && areNear(cells[place]!, row, twin));
    return pairs.length > MOST_NEAR * rows
      ? []
      : pairs.map(([row, twin]) => ({ row, twin, column, surprise: information(row, place) }));
  });
  return [...exact, ...near].filter(({ surprise }) => surprise >= LEAST_SURPRISE);
}

/**
 * Random numbers for the value of each cell, and their sum for each row. The sum of a row without one cell is the sum without the
 * cell's number.
 */
interface Sums {
  readonly whole: Float64Array;
  of(column: number, row: number): number;
}

function sumsOf(columns: readonly Cells[], rows: number): Sums {
  const source = random(1, 37);
  const whole = new Float64Array(rows);
  const numbers = columns.map(({ values }) => {
    const known = new Map<string | number | null, number>();
    for (const [row, value] of values.entries()) {
      const number = known.get(value) ?? Math.floor(source.uniform() * 2 ** 48);
      known.set(value, number);
      whole[row]! += number;
    }
    return known;
  });
  return { whole, of: (column, row) => numbers[column]!.get(columns[column]!.values[row]!)! };
}

/** Returns pairs of rows with the same cells in all columns, or all but one: each row with the first row that it equals. */
function equalRows(
  columns: readonly Cells[],
  { whole, of }: Sums,
  without: number | undefined,
): (readonly [row: number, twin: number])[] {
  const first = new Map<number, number>();
  const pairs: (readonly [number, number])[] = [];
  const areEqual = (a: number, b: number): boolean =>
    columns.every(({ values }, column) => column === without || values[a] === values[b]);
  for (const [row, sum] of whole.entries()) {
    const key = without === undefined ? sum : sum - of(without, row);
    const twin = first.get(key);
    if (twin === undefined) first.set(key, row);
    else if (areEqual(row, twin)) pairs.push([row, twin]);
  }
  return pairs;
}

function areNear({ values }: Cells, a: number, b: number): boolean {
  const [x, y] = [values[a], values[b]];
  if (x === null || y === null || x === y) return false;
  return String(x).length > 3 && distance(String(x), String(y), 1) === 1;
}

/**
 * Returns a function that computes how unlikely it is that any two rows of the table agree, if each column is drawn
 * independently. The result is negative if it is likely.
 */
function informationOf(columns: readonly Cells[], rows: number): (row: number, without?: number) => number {
  const counts = columns.map(({ values }) => {
    const found = new Map<string | number | null, number>();
    for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
    return found;
  });
  return (row, without) =>
    columns.reduce(
      (sum, { values }, place) =>
        place === without ? sum : sum + Math.log(rows / Math.max(1, counts[place]!.get(values[row]!)! - 1)),
      -2 * Math.log(rows),
    );
}
