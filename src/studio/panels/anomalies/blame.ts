import type { NdArray } from "../../../core/ndarray.ts";

/** A column's part of the errors of some rows and of all, 0 to 1. */
export interface ColumnBlame {
  readonly column: number;
  readonly above: number;
  readonly all: number;
}

/** The mean share of each column in the errors of rows [rows, columns]; rows without an error don't count. */
export function meanShares({ shape, data }: NdArray<"float32">, rows: ArrayLike<number>): Float64Array {
  const columns = shape[1]!;
  const shares = new Float64Array(columns);
  let counted = 0;
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * columns;
    let total = 0;
    for (let column = 0; column < columns; column++) total += data[start + column]! || 0;
    if (!(total > 0) || !Number.isFinite(total)) continue;
    counted++;
    for (let column = 0; column < columns; column++) shares[column]! += (data[start + column]! || 0) / total;
  }
  return shares.map((sum) => sum / Math.max(1, counted));
}

/** Columns by their shares above a cut, the most first; beside them their shares of all. */
export const blameOf = (above: Float64Array, all: Float64Array): ColumnBlame[] =>
  Array.from(above, (share, column) => ({ column, above: share, all: all[column]! })).sort(
    (a, b) => b.above - a.above || b.all - a.all,
  );
