import { type NdArray, ndarray } from "../core/ndarray.ts";
import {
  add,
  constant,
  gemm,
  maximum,
  mul,
  reduceMean,
  reduceSum,
  slice,
  smallest,
  sqrt,
  square,
  type Tensor,
} from "../graph/index.ts";

/**
 * Returns the mean distance [batch] from each row [batch, features] to the k nearest reference rows after the very nearest one. That one is the row itself
 * if the row is a reference row. It is left out for every row, so that training rows and new rows are comparable.
 */
export function distanceToNearest(rows: Tensor, reference: NdArray<"float32">, k: number): Tensor {
  const [count, width] = reference.shape as [number, number];
  const halfSquares = new Float32Array(count);
  for (let at = 0; at < reference.data.length; at++) halfSquares[Math.floor(at / width)]! += reference.data[at]! ** 2 / 2;
  const half = constant(ndarray("float32", [1, count], halfSquares), "halfSquares");
  // |q - r|² / 2 = |q|² / 2 - q·r + |r|² / 2, of which the first is the same for all reference rows.
  const distances = gemm(rows, constant(reference, "reference"), half, { transposeB: true, alpha: -1 });
  const { values } = smallest(distances, k + 1);
  const own = mul(reduceSum(square(rows), [1], { keepDims: true }), 0.5);
  return reduceMean(sqrt(mul(maximum(add(slice(values, 1, 1, k + 1), own), 0), 2)), [1]);
}
