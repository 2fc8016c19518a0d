import { random } from "../core/random.ts";
import type { Cells } from "./cells.ts";
import { distance } from "./spelling.ts";

/** A row that says what an earlier one says. */
export interface Duplicate {
  readonly row: number;
  readonly twin: number;
  /** The column in which they differ, where they do; not a key. */
  readonly column?: number;
  /** How unlikely it is that two rows are so much alike by chance, in nats. */
  readonly surprise: number;
}

/** Rows that are alike in one column less say nothing where so many are. */
const MOST_NEAR = 0.01;
/** Rows that are more likely to be alike by chance aren't told. */
const LEAST_SURPRISE = 3;

/** Rows that are equal but for keys, or for one cell that differs by a letter or a digit. */
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

/** A random number for each cell's value, and their sum in each row: rows without one cell have the sum without its number. */
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

/** Pairs of rows with the same cells in all columns but one: each row with the first one that it equals. */
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

/** How unlikely it is that some two rows of a table are alike, if each column is drawn by itself: less than nothing, where it is likely. */
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
