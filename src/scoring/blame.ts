import type { NdArray } from "../core/ndarray.ts";

/** A column and its share of a row's error, 0 to 1. */
export interface Blame {
  readonly column: number;
  readonly share: number;
}

/**
 * Maximum number of columns that are blamed. Each column after the first must contribute at least this share of the whole error.
 */
const MOST_COLUMNS = 3;
const LEAST_SHARE = 0.1;

/**
 * Returns the columns that contribute most to an error, largest share first: the column with the largest part, and up to two
 * others that contribute a tenth of the whole or more.
 * @param errors each column's part of the error. A missing value (NaN) contributes nothing.
 */
export function blamed(errors: ArrayLike<number>): Blame[] {
  const parts = Array.from(errors, (error, column) => ({ column, error })).filter(({ error }) => error > 0);
  const total = parts.reduce((sum, { error }) => sum + error, 0);
  return parts
    .sort((a, b) => b.error - a.error)
    .slice(0, MOST_COLUMNS)
    .filter(({ error }, i) => i === 0 || error >= LEAST_SHARE * total)
    .map(({ column, error }) => ({ column, share: error / total }));
}

/**
 * Returns the mean share of each column in the errors of some rows of [rows, columns], or of all rows by default. Rows without an
 * error are left out.
 */
export function meanShares({ shape, data }: NdArray<"float32">, rows?: ArrayLike<number>): Float64Array {
  const [all, columns] = shape as readonly [number, number];
  const shares = new Float64Array(columns);
  let counted = 0;
  for (let i = 0; i < (rows?.length ?? all); i++) {
    const start = (rows ? rows[i]! : i) * columns;
    let total = 0;
    for (let column = 0; column < columns; column++) total += data[start + column]! || 0;
    if (!(total > 0) || !Number.isFinite(total)) continue;
    counted++;
    for (let column = 0; column < columns; column++) shares[column]! += (data[start + column]! || 0) / total;
  }
  return shares.map((sum) => sum / Math.max(1, counted));
}
