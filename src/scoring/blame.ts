import type { NdArray } from "../core/ndarray.ts";

/** A column, and its part of a row's error, 0 to 1. */
export interface Blame {
  readonly column: number;
  readonly share: number;
}

/** At most so many columns are blamed, the others only while each adds this share of what all do. */
const MOST_COLUMNS = 3;
const LEAST_SHARE = 0.1;

/**
 * The columns to blame for an error, the most first: the one that adds most, and up to two others that add a tenth of the whole or more.
 * @param errors each column's part; a missing value's (NaN) adds nothing.
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

/** The mean share of each column in the errors of some rows of [rows, columns], all by default; rows without an error don't count. */
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
