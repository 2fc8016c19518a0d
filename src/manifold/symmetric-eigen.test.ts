import { describe, expect, it } from "vitest";
import { random } from "../core/random.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Rotates a diagonal by random reflections to a symmetric matrix [n, n] with these eigenvalues. */
function withEigenvalues(values: readonly number[]): Float64Array {
  const n = values.length;
  const source = random(n);
  let a: Float64Array = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? values[at / (n + 1)]! : 0));
  for (let turn = 0; turn < 3; turn++) {
    const v = Float64Array.from({ length: n }, () => source.normal());
    const squared = v.reduce((sum, x) => sum + x * x, 0);
    const h = Float64Array.from(
      { length: n * n },
      (_, at) => +(at % (n + 1) === 0) - (2 * v[Math.floor(at / n)]! * v[at % n]!) / squared,
    );
    a = times(times(h, a, n), h, n);
  }
  return a.map((x, at) => (x + a[(at % n) * n + Math.floor(at / n)]!) / 2);
}

const times = (a: Float64Array, b: Float64Array, n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[Math.floor(at / n) * n + k]! * b[k * n + (at % n)]!;
    return sum;
  });

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));

describe("the eigenvalues of a symmetric matrix", () => {
  it.each<[string, number[]]>([
    ["of one number", [3]],
    ["of two", [2, -5]],
    ["of many", Array.from({ length: 40 }, (_, i) => 20 - i * 1.1)],
    ["that are equal", [7, 7, 7, 1, 1, 0, 0, 0]],
    ["of rank one", [4, ...new Array<number>(19).fill(0)]],
    ["of fifteen sizes", Array.from({ length: 16 }, (_, i) => 10 ** -i)],
    ["that are tiny", [3e-100, 2e-100, 1e-100]],
    ["that are zero", [0, 0, 0]],
  ])("are found with their orthogonal eigenvectors, largest first: %s", (_name, values) => {
    const n = values.length;
    const sorted = values.toSorted((a, b) => b - a);
    const tolerance = 1e-13 * Math.max(...values.map(Math.abs));
    const matrix = withEigenvalues(values);
    const found = symmetricEigen(matrix.slice(), n);
    expect(farthest(found.values, sorted)).toBeLessThanOrEqual(tolerance);
    const transposed = found.vectors.map((_, at) => found.vectors[(at % n) * n + Math.floor(at / n)]!);
    const identity = Float64Array.from({ length: n * n }, (_, at) => +(at % (n + 1) === 0));
    expect(farthest(times(found.vectors, transposed, n), identity)).toBeLessThan(1e-13);
    const stretched = found.vectors.map((x, at) => x * found.values[Math.floor(at / n)]!);
    expect(farthest(times(found.vectors, matrix, n), stretched)).toBeLessThanOrEqual(tolerance);
  });

  it.each([0, 1e-160])("of a diagonal with %s next to it are its elements", (beside) => {
    const { values, vectors } = symmetricEigen(Float64Array.of(1, beside, beside, 3), 2);
    expect([[...values], [...vectors].map(Math.abs)]).toEqual([
      [3, 1],
      [0, 1, 1, 0],
    ]);
  });
});
