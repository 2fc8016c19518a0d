/** Columns by their shares of the errors of rows above a cut, 0 to 1, the most first; beside them their shares of those of all. */
export const blameOf = (above: Float64Array, all: Float64Array) =>
  Array.from(above, (share, column) => ({ column, above: share, all: all[column]! })).sort(
    (a, b) => b.above - a.above || b.all - a.all,
  );
