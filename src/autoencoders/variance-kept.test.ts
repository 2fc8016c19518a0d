import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { Pca } from "../manifold/index.ts";
import { featureMoments, varianceKept } from "./variance-kept.ts";

const rows = ndarray(
  "float32",
  [40, 3],
  Float32Array.from({ length: 120 }, (_, i) => Math.sin(i * i) * (1 + (i % 3)) + 5),
);

it("equals the sum of the explained variance ratios for the reconstructions of PCA", async () => {
  const pca = await new Pca({ components: 2 }).fit(rows);
  const kept = varianceKept(rows, await pca.reconstruct(rows), featureMoments(rows).mean);
  expect(kept).toBeCloseTo(
    pca.explainedVarianceRatio.data.reduce((a, b) => a + b, 0),
    5,
  );
});

it("is 0 for the mean row and 1 for the rows themselves, and leaves out missing values", () => {
  const { mean } = featureMoments(rows);
  const means = ndarray(
    "float32",
    rows.shape,
    Float32Array.from(rows.data, (_, i) => mean[i % 3]!),
  );
  expect(varianceKept(rows, means, mean)).toBeCloseTo(0, 6);
  expect(varianceKept(rows, rows, mean)).toBe(1);
  const gaps = ndarray("float32", [3, 1], Float32Array.of(1, Number.NaN, 3));
  expect(featureMoments(gaps)).toEqual({ mean: Float64Array.of(2), variance: Float64Array.of(1) });
  expect(varianceKept(gaps, ndarray("float32", [3, 1], Float32Array.of(1, 9, 2)), Float64Array.of(2))).toBeCloseTo(0.5, 12);
});

it("scales pixels to 0 … 1", () => {
  const pixels = ndarray("uint8", [2, 1], Uint8Array.of(0, 255));
  expect(featureMoments(pixels).mean[0]).toBe(0.5);
  expect(varianceKept(pixels, ndarray("float32", [2, 1], Float32Array.of(0, 1)), Float64Array.of(0.5))).toBe(1);
});
