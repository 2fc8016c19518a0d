/**
 * Cholesky's decomposition of a symmetric matrix, of which the lower half is given as rows of growing length. The rows are overwritten with the lower factor.
 * @returns the same rows; undefined if the matrix isn't positive definite.
 */
export function choleskyFactor<Row extends number[] | Float64Array>(lower: readonly Row[]): readonly Row[] | undefined {
  for (const [a, row] of lower.entries()) {
    for (let b = 0; b <= a; b++) {
      const other = lower[b]!;
      let sum = row[b]!;
      for (let k = 0; k < b; k++) sum -= row[k]! * other[k]!;
      if (b === a && !(sum > 0)) return undefined;
      row[b] = b === a ? Math.sqrt(sum) : sum / other[b]!;
    }
  }
  return lower;
}

/** Solves lower · x = right for a lower factor; `right` is overwritten with x, and returned. */
export function solveLower<Right extends number[] | Float64Array>(
  lower: readonly (number[] | Float64Array)[],
  right: Right,
): Right {
  for (const [a, row] of lower.entries()) {
    let sum = right[a]!;
    for (let k = 0; k < a; k++) sum -= row[k]! * right[k]!;
    right[a] = sum / row[a]!;
  }
  return right;
}

/** Returns the dot product of two vectors of the same length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
