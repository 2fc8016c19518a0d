/** Sorts columns by their shares (0 to 1) of the errors of rows above a threshold, largest first. `all` has the shares for all rows. */
export const blameOf = (above: Float64Array, all: Float64Array) =>
  Array.from(above, (share, column) => ({ column, above: share, all: all[column]! })).sort(
    (a, b) => b.above - a.above || b.all - a.all,
  );
