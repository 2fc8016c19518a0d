import { random } from "../core/random.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Vectors that are carried besides those wanted: the more, the sooner it settles. */
const SPARE = 4;
const MOST_ROUNDS = 100;
const SETTLED = 1e-8;

/**
 * The greatest eigenvalues of a symmetric matrix [n, n] without negative ones, and their vectors [k, n], the greatest first, by orthogonal iteration with Ritz
 * values (Golub & Van Loan, 2013, section 8.2.4): n² · k numbers a round, where all of them take n³. The same every time.
 * @param rounds at most: few give the leading directions that stand out, and the others nearly.
 */
export function leadingEigen(
  matrix: Float64Array,
  n: number,
  k: number,
  rounds = MOST_ROUNDS,
): { values: Float64Array; vectors: Float64Array } {
  const size = Math.min(n, k + SPARE);
  const source = random(n, k);
  let vectors = orthonormal(
    Float64Array.from({ length: size * n }, () => source.normal()),
    n,
    size,
  );
  let before: Float64Array = new Float64Array(size);
  for (let round = 0; ; round++) {
    const images = timesRows(matrix, vectors, n, size);
    const { values, vectors: turns } = symmetricEigen(products(vectors, images, n, size), size);
    const change = values.subarray(0, k).reduce((most, value, i) => Math.max(most, Math.abs(value - before[i]!)), 0);
    if (change <= SETTLED * Math.abs(values[0]!) || round === rounds)
      return { values: values.slice(0, k), vectors: combined(turns, vectors, n, size).slice(0, k * n) };
    before = values;
    vectors = orthonormal(combined(turns, images, n, size), n, size);
  }
}

/** Each row of [size, n] times the matrix. */
function timesRows(matrix: Float64Array, rows: Float64Array, n: number, size: number): Float64Array {
  const result = new Float64Array(size * n);
  for (let i = 0; i < n; i++) {
    const line = matrix.subarray(i * n, (i + 1) * n);
    for (let row = 0; row < size; row++) {
      const vector = rows.subarray(row * n, (row + 1) * n);
      let sum = 0;
      for (let j = 0; j < n; j++) sum += line[j]! * vector[j]!;
      result[row * n + i] = sum;
    }
  }
  return result;
}

/** a · bᵀ, [size, size], made symmetric. */
function products(a: Float64Array, b: Float64Array, n: number, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let at = 0; at < n; at++) sum += a[i * n + at]! * b[j * n + at]! + a[j * n + at]! * b[i * n + at]!;
      result[i * size + j] = sum / 2;
    }
  return result;
}

/** turns · rows. */
function combined(turns: Float64Array, rows: Float64Array, n: number, size: number): Float64Array {
  const result = new Float64Array(size * n);
  for (let i = 0; i < size; i++)
    for (let row = 0; row < size; row++) {
      const factor = turns[i * size + row]!;
      for (let j = 0; j < n; j++) result[i * n + j]! += factor * rows[row * n + j]!;
    }
  return result;
}

/** Rows made orthonormal, one after the other (Gram and Schmidt), twice, so that rounding doesn't matter. */
function orthonormal(rows: Float64Array, n: number, size: number): Float64Array {
  for (let i = 0; i < size; i++) {
    const row = rows.subarray(i * n, (i + 1) * n);
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const other = rows.subarray(j * n, (j + 1) * n);
        const along = row.reduce((sum, x, at) => sum + x * other[at]!, 0);
        for (let at = 0; at < n; at++) row[at]! -= along * other[at]!;
      }
    const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    // A row that lies in the space of those before it: the matrix has no more directions.
    if (length > 1e-150) for (let at = 0; at < n; at++) row[at]! /= length;
    else row.fill(0);
  }
  return rows;
}
