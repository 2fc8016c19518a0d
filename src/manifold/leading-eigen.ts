import { random } from "../core/random.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Number of additional vectors in the iteration. More of them make it converge sooner. */
const SPARE = 4;
const MOST_ROUNDS = 100;
/** Number of rounds between two checks of the eigenvalues. */
const LOOK_AFTER = 4;
/** Maximum change of the eigenvalues between two checks, relative to the greatest one, at which the iteration ends. */
const SETTLED = 1e-8;

interface Eigen {
  readonly values: Float64Array;
  /** [k, n] */
  readonly vectors: Float64Array;
}

/** Number of vectors that the matrix is multiplied with at a time. */
const BLOCK = 4;
/** Maximum change of an eigenvalue between two looks, relative to the greatest one, at which the search ends. */
const FOUND = 1e-11;

/**
 * Computes the k greatest eigenvalues of a symmetric matrix [n, n] without negative eigenvalues, and their vectors [k, n], the
 * greatest first. The result is the same every time. It is a block Lanczos method with full orthogonalization (Golub & Van Loan, 2013,
 * section 10.3.6).
 */
export function leadingEigen(matrix: Float64Array, n: number, k: number): Eigen {
  const source = random(n, k);
  const rows: Float64Array[] = [];
  /** The lower half of rows · matrix · rowsᵀ. */
  const inside: Float64Array[] = [];
  let [before, looked, isSure] = [new Float64Array(k), 0, false];
  let next: readonly Float64Array[] = [];
  for (;;) {
    const block = orthogonalTo(rows, next, Math.min(BLOCK, n - rows.length), () =>
      Float64Array.from({ length: n }, () => source.normal()),
    );
    rows.push(...block);
    const images = timesRows(matrix, block, n);
    for (const image of images)
      inside.push(Float64Array.from(rows, (row) => along(row, image, 0, 0, n)).subarray(0, inside.length + 1));
    next = images;
    const size = rows.length;
    if (size < n && (size < k + BLOCK || size - looked < Math.max(2 * BLOCK, size >> 3))) continue;
    looked = size;
    const { values, vectors: turns } = symmetricEigen(wholeOf(inside), size);
    const change = before.reduce((most, value, i) => Math.max(most, Math.abs(value - values[i]!)), 0);
    const isSettled = change <= FOUND * Math.abs(values[0]!);
    if (size === n || (isSettled && isSure)) {
      const vectors = new Float64Array(k * n);
      for (let i = 0; i < k; i++) for (const [j, row] of rows.entries()) addRow(vectors, i * n, row, 0, n, turns[i * size + j]!);
      return { values: values.slice(0, k), vectors };
    }
    // The search starts once more from other vectors, because one start finds an eigenvalue that occurs several times only a few times.
    isSure = isSettled;
    if (isSettled) next = [];
    before = values.slice(0, k);
  }
}

/** Returns a symmetric matrix, row-major, from the lower half of its rows. */
function wholeOf(rows: readonly Float64Array[]): Float64Array {
  const size = rows.length;
  const whole = new Float64Array(size * size);
  rows.forEach((row, i) => {
    row.forEach((value, j) => {
      whole[i * size + j] = value;
      whole[j * size + i] = value;
    });
  });
  return whole;
}

/**
 * Returns `count` rows of length 1 that are orthogonal to others and to each other, in the space of those others and `given`. Where
 * that space has no more directions, or nothing is given, they are drawn.
 */
export function orthogonalTo(
  others: readonly Float64Array[],
  given: readonly Float64Array[],
  count: number,
  drawn: () => Float64Array,
): Float64Array[] {
  const found: Float64Array[] = [];
  for (let i = 0; found.length < count; i++) {
    const row = given[i] ?? drawn();
    const least = LEFT * lengthOf(row);
    const length = subtract([...others, ...found], row, least);
    if (length > least) found.push(row.map((x) => x / length));
  }
  return found;
}

/**
 * Computes the greatest eigenvalues of a symmetric matrix [n, n] without negative eigenvalues, by orthogonal iteration with Ritz
 * values. A round takes about n² · k operations, and a full decomposition n³ (Golub & Van Loan, 2013, section 8.2.4). It yields
 * rows [size, n], and expects their products with the matrix.
 * @param rounds maximum number of rounds. Few rounds find the leading directions that stand out, and approximate the others.
 */
export function* orthogonalIteration(n: number, k: number, rounds = MOST_ROUNDS): Generator<Float64Array, Eigen, Float64Array> {
  const size = Math.min(n, k + SPARE);
  const source = random(n, k);
  let vectors = orthonormal(
    Float64Array.from({ length: size * n }, () => source.normal()),
    n,
    size,
  );
  let before: Float64Array = new Float64Array(size);
  for (let round = 1; ; round++) {
    const images = yield vectors;
    if (round % LOOK_AFTER === 0 || round > rounds) {
      const { values, vectors: turns } = symmetricEigen(products(vectors, images, n, size), size);
      const change = values.subarray(0, k).reduce((most, value, i) => Math.max(most, Math.abs(value - before[i]!)), 0);
      if (change <= SETTLED * Math.abs(values[0]!) || round > rounds)
        return { values: values.slice(0, k), vectors: combined(turns, vectors, n, size).slice(0, k * n) };
      before = values;
    }
    vectors = orthonormal(images, n, size);
  }
}

/**
 * Multiplies up to four rows by the symmetric matrix. It processes them together with two rows of the matrix, because loading the numbers
 * takes most of the time.
 */
function timesRows(matrix: Float64Array, rows: readonly Float64Array[], n: number): Float64Array[] {
  const images = Array.from({ length: BLOCK }, () => new Float64Array(n));
  const [a, b = a, c = a, d = a] = rows as [Float64Array];
  const [imageA, imageB, imageC, imageD] = images as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let i = 0; i < n; i += 2) {
    const next = Math.min(i + 1, n - 1);
    const [first, second] = [i * n, next * n];
    let [a0, b0, c0, d0, a1, b1, c1, d1] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let j = 0; j < n; j++) {
      const x = matrix[first + j]!;
      const y = matrix[second + j]!;
      const va = a[j]!;
      const vb = b[j]!;
      const vc = c[j]!;
      const vd = d[j]!;
      a0 += x * va;
      b0 += x * vb;
      c0 += x * vc;
      d0 += x * vd;
      a1 += y * va;
      b1 += y * vb;
      c1 += y * vc;
      d1 += y * vd;
    }
    imageA[i] = a0;
    imageB[i] = b0;
    imageC[i] = c0;
    imageD[i] = d0;
    imageA[next] = a1;
    imageB[next] = b1;
    imageC[next] = c1;
    imageD[next] = d1;
  }
  return images.slice(0, rows.length);
}

/** Computes a · bᵀ, [size, size], made symmetric. */
function products(a: Float64Array, b: Float64Array, n: number, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const both = (along(a, b, i * n, j * n, n) + along(a, b, j * n, i * n, n)) / 2;
      result[i * size + j] = both;
      result[j * size + i] = both;
    }
  return result;
}

/** Computes the inner product of n numbers of a and of b, starting at two positions. */
function along(a: Float64Array, b: Float64Array, atA: number, atB: number, n: number): number {
  let [even, odd] = [0, 0];
  const last = n - 1;
  for (let at = 0; at < last; at += 2) {
    even += a[atA + at]! * b[atB + at]!;
    odd += a[atA + at + 1]! * b[atB + at + 1]!;
  }
  return n % 2 === 0 ? even + odd : even + odd + a[atA + last]! * b[atB + last]!;
}

/** Computes turns · rows. */
function combined(turns: Float64Array, rows: Float64Array, n: number, size: number): Float64Array {
  const result = new Float64Array(size * n);
  for (let i = 0; i < size; i++)
    for (let row = 0; row < size; row++) addRow(result, i * n, rows, row * n, n, turns[i * size + row]!);
  return result;
}

/** Adds a multiple of n numbers, starting at a position, to others. */
function addRow(to: Float64Array, at: number, from: Float64Array, start: number, n: number, factor: number): void {
  for (let j = 0; j < n; j++) to[at + j]! += factor * from[start + j]!;
}

/** If a row keeps this share of its length, it is orthogonal to the rows before it except for rounding (Daniel et al., 1976). */
const KEPT = Math.SQRT1_2;
/** If less than this share is left of a row, the rest is rounding: the row lies in the space of the others. */
const LEFT = 1e-13;

const lengthOf = (row: Float64Array): number => Math.sqrt(along(row, row, 0, 0, row.length));

/**
 * Makes a row orthogonal to others of length 1 (Gram-Schmidt), and returns the length that is left. If it loses much of its length, the
 * step is repeated, to remove rounding errors, unless the length is at most `least`.
 */
function subtract(others: readonly Float64Array[], row: Float64Array, least: number): number {
  const n = row.length;
  let length = lengthOf(row);
  for (let before = Number.POSITIVE_INFINITY; length < KEPT * before && length > least; ) {
    before = length;
    for (const other of others) addRow(row, 0, other, 0, n, -along(row, other, 0, 0, n));
    length = lengthOf(row);
  }
  return length;
}

/** Makes rows [size, n] orthonormal, one after the other. */
function orthonormal(all: Float64Array, n: number, size: number): Float64Array {
  const rows = Array.from({ length: size }, (_, i) => all.subarray(i * n, (i + 1) * n));
  rows.forEach((row, i) => {
    const length = subtract(rows.slice(0, i), row, 0);
    // This row lies in the space of those before it, so the matrix has no more directions.
    if (length > 1e-150) for (let j = 0; j < n; j++) row[j]! /= length;
    else row.fill(0);
  });
  return all;
}
