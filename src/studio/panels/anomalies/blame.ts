/** A column's part of the errors of some rows and of all, 0 to 1. */
export interface ColumnBlame {
  readonly column: number;
  readonly above: number;
  readonly all: number;
}

/** Columns by their shares above a cut, the most first; beside them their shares of all. */
export const blameOf = (above: Float64Array, all: Float64Array): ColumnBlame[] =>
  Array.from(above, (share, column) => ({ column, above: share, all: all[column]! })).sort(
    (a, b) => b.above - a.above || b.all - a.all,
  );
