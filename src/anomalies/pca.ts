import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { input, toOnnx } from "../graph/index.ts";
import { Pca } from "../manifold/pca.ts";
import type { RunOptions } from "../models/index.ts";
import { completed, type Measure } from "./measure.ts";
import { runOnRows } from "./rows.ts";
import { scaledTensor } from "./scaling.ts";

/** Directions with a smaller share of the largest variance are rounding errors. */
const LEAST_VARIANCE = 1e-6;

/**
 * Fits principal components to a detector's reference rows, and returns a function that scores rows [n, features] by them. A score is the squared
 * distance from the mean in units of each component's standard deviation (Shyu et al., 2003): float32 [n]. Missing values count as expected.
 * @throws OptionError if the detector has no reference rows.
 */
export async function pcaOf({ reference, scaling, ensemble }: Measure, options: RunOptions) {
  if (!reference)
    throw new OptionError("pcaScores needs training rows, but this detector was trained without them. Train it with rows: true.");
  const x = input("examples", "float32", ["batch", scaling.scale.length]);
  const onnx = toOnnx({ name: "scaled", inputs: [x], outputs: { rows: completed(scaledTensor(x, scaling), ensemble) } });
  const pca = await new Pca({ whiten: true }).fit(reference, options);
  const variances = pca.explainedVariance.data;
  return async (rows: NdArray<"float32">, run: RunOptions): Promise<NdArray<"float32">> => {
    const { rows: whole } = await runOnRows(onnx, rows, { rows: [reference.shape[1]!] }, run);
    const { data, shape } = await pca.transform(whole, run);
    const [count, width] = shape as readonly [number, number];
    // Along a direction in which nothing varies, anything would be endlessly far off.
    const scores = Float32Array.from({ length: count }, (_, row) =>
      data
        .subarray(row * width, (row + 1) * width)
        .reduce((sum, x, i) => sum + (variances[i]! > LEAST_VARIANCE * variances[0]! ? x * x : 0), 0),
    );
    return ndarray("float32", [count], scores);
  };
}
