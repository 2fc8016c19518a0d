import { expect, it } from "vitest";
import type { NdArray } from "../../core/ndarray.ts";
import { generate3dData } from "../../data/built-in/points-3d.ts";
import { LinearAutoencoder } from "../index.ts";

/**
 * The mean squared error of PCA on the lecture's 60 points, computed with scikit-learn by test/fixtures/make_pca_fixtures.py
 * (`points`).
 */
const FLOOR = 0.00339;

const cross = ([a, b, c]: readonly number[], [d, e, f]: readonly number[]) => [
  b! * f! - c! * e!,
  c! * d! - a! * f!,
  a! * e! - b! * d!,
];
const rowsOf = ({ data }: NdArray<"float32">) => [[...data.subarray(0, 3)], [...data.subarray(3, 6)]] as const;

/** Returns the angle between two planes in space, in degrees. */
function angle(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  const [m, n] = [cross(a[0]!, a[1]!), cross(b[0]!, b[1]!)];
  const along = Math.abs(m.reduce((sum, x, i) => sum + x * n[i]!, 0)) / (Math.hypot(...m) * Math.hypot(...n));
  return (Math.acos(Math.min(1, along)) * 180) / Math.PI;
}

it("reaches the error of PCA within 1 %, and its plane within a degree", async () => {
  const { examples } = generate3dData();
  const autoencoder = new LinearAutoencoder();
  await autoencoder.fit(examples, { epochs: 1000, batchSize: 60, warn: () => undefined });
  const { data } = await autoencoder.scoreSamples(examples);
  const error = data.reduce((sum, x) => sum + x, 0) / data.length;
  expect(error).toBeGreaterThan(FLOOR * 0.999);
  expect(error).toBeLessThan(FLOOR * 1.01);
  const [kernel] = autoencoder.trained.decoder.getWeights();
  expect(angle(rowsOf(kernel!), principalPlane(examples))).toBeLessThan(1);
});

it("has no activations, so it reconstructs a midpoint as the midpoint of the reconstructions", async () => {
  const { examples } = generate3dData({ m: 3 });
  const autoencoder = new LinearAutoencoder({ seed: 3 });
  await autoencoder.fit(examples, { epochs: 5, warn: () => undefined });
  for (let i = 0; i < 3; i++) examples.data[6 + i] = (examples.data[i]! + examples.data[3 + i]!) / 2;
  const { data } = await autoencoder.reconstruct(examples);
  for (let i = 0; i < 3; i++) expect(data[6 + i]).toBeCloseTo((data[i]! + data[3 + i]!) / 2, 6);
});

/**
 * Returns two directions in the plane of largest variance. They are at right angles to the axis of the smallest variance, which
 * is found by inverse iteration on the covariance.
 */
function principalPlane(examples: NdArray): readonly (readonly number[])[] {
  const points = Array.from({ length: 60 }, (_, i) => Array.from({ length: 3 }, (_, j) => Number(examples.data[3 * i + j])));
  const covariance = [0, 1, 2].map((i) => [0, 1, 2].map((j) => points.reduce((sum, p) => sum + p[i]! * p[j]!, 0)));
  const [a, b, c] = covariance as [number[], number[], number[]];
  // The adjugate has the eigenvectors of the inverse, so its largest one is the smallest one of the covariance.
  const adjugate = [cross(b, c), cross(c, a), cross(a, b)];
  let v = [1, 1, 1];
  for (let i = 0; i < 100; i++) {
    v = adjugate.map((row) => row.reduce((sum, x, j) => sum + x * v[j]!, 0));
    v = v.map((x) => x / Math.hypot(...v));
  }
  const first = cross(v, [1, 0, 0]);
  return [first, cross(v, first)];
}
