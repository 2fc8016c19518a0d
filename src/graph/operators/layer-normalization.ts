import { expectDtype, nodeWithOutputs, staticShape, type Tensor } from "../tensor.ts";
import { mul } from "./mul.ts";
import { reduceMean } from "./reduce-mean.ts";
import { full } from "./size.ts";
import { sub } from "./sub.ts";

/**
 * Normalizes each example to mean 0 and variance 1 (Ba et al., 2016), over all axes from `axis` on together.
 * @param x - float32 tensor.
 * @param axis - first axis to normalize over.
 * @param epsilon - number that is added to the variance.
 * @throws ShapeError if a size of those axes isn't known.
 * @example
 * const normalized = layerNormalization(x, 1, 1e-3);
 */
export function layerNormalization(x: Tensor, axis: number, epsilon: number): Tensor {
  expectDtype("LayerNormalization", x, "float32");
  const axes = x.shape.map((_, i) => i).slice(axis);
  const kept = x.shape.map((dim, i) => (i < axis ? dim : 1));
  const ones = full(staticShape(x.shape.slice(axis), "LayerNormalization"), 1);
  const [y, , scale] = nodeWithOutputs("LayerNormalization", {
    inputs: [x, ones],
    attributes: { axis: { int: axis }, epsilon: { float: epsilon } },
    outputs: [x.shape, kept, kept].map((shape) => ({ shape, dtype: x.dtype })),
    gradient: (dy) => [
      mul(
        sub(sub(dy, reduceMean(dy, axes, { keepDims: true })), mul(y!, reduceMean(mul(dy, y!), axes, { keepDims: true }))),
        scale!,
      ),
    ],
  });
  return y!;
}
