import { expect, it } from "vitest";
import { random } from "../core/random.ts";
import { leadingEigen } from "./leading-eigen.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Returns products of random rows: a symmetric matrix without negative eigenvalues. */
function matrixOf(n: number, rank: number, seed: number): Float64Array {
  const source = random(seed);
  const rows = Array.from({ length: rank }, (_, i) => Array.from({ length: n }, () => source.normal() / (i + 1)));
  return Float64Array.from({ length: n * n }, (_, at) =>
    rows.reduce((sum, row) => sum + row[Math.floor(at / n)]! * row[at % n]!, 0),
  );
}

it.each([
  [30, 30, 3],
  [60, 5, 2],
  [8, 8, 8],
])("a matrix of %i rows and rank %i has the same first %i eigenvectors as in the full decomposition", (n, rank, k) => {
  const matrix = matrixOf(n, rank, 5);
  const { values, vectors } = leadingEigen(matrix, n, k);
  const whole = symmetricEigen(matrix.slice(), n);
  for (let i = 0; i < k; i++) {
    expect(values[i]! / whole.values[0]!).toBeCloseTo(whole.values[i]! / whole.values[0]!, 7);
    const along = vectors.subarray(i * n, (i + 1) * n).reduce((sum, x, at) => sum + x * whole.vectors[i * n + at]!, 0);
    expect(Math.abs(along)).toBeCloseTo(1, 3);
  }
});

it("eigenvalues beyond the rank are 0", () => {
  const { values } = leadingEigen(matrixOf(20, 2, 1), 20, 4);
  expect(values[1]).toBeGreaterThan(0.1);
  expect(Math.abs(values[3]!)).toBeLessThan(1e-9);
});

it("eigenvalues that occur many times are found as often", () => {
  const n = 40;
  // Reflected at a vector, so that no coordinate is an eigenvector.
  const source = random(3);
  const normal = Float64Array.from({ length: n }, () => source.normal());
  const square = normal.reduce((sum, x) => sum + x * x, 0);
  const diagonal = Array.from({ length: n }, (_, i) => (i < 11 ? 5 : i < 14 ? 3 : 1 / (i + 1)));
  const turned = (i: number, j: number) => Number(i === j) - (2 * normal[i]! * normal[j]!) / square;
  const matrix = Float64Array.from({ length: n * n }, (_, at) =>
    diagonal.reduce((sum, value, i) => sum + turned(i, Math.floor(at / n)) * value * turned(i, at % n), 0),
  );
  const { values } = leadingEigen(matrix, n, 14);
  expect(Array.from(values, (value) => Number(value.toFixed(9)))).toEqual(diagonal.slice(0, 14));
});
