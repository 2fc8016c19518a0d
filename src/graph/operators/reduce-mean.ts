import { type Axes, constantOf, type KeepDims, reducedAxes, type Shape, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { reduceSum } from "./reduce-sum.ts";
import { reshape } from "./reshape.ts";
import { sizeOfDim } from "./size.ts";

/**
 * Computes the mean over one axis or several.
 * @param x - float32 tensor.
 * @param over - axes; -1 is the last; default: all.
 * @param options - `keepDims` keeps the axes with size 1; default false.
 * @throws ShapeError if x doesn't have an axis.
 * @example
 * const perExample = reduceMean(square(sub(yTrue, yPred)), -1);
 */
export function reduceMean(x: Tensor, over?: Axes, options: KeepDims = {}): Tensor {
  const axes = reducedAxes("ReduceMean", x, over);
  return div(reduceSum(x, axes, options), countOf(axes.map((axis) => x.shape[axis]!)));
}

/**
 * Returns the number of elements of a shape as a float32 scalar, also if a size is only known when the graph runs.
 * @example
 * const batchSize = countOf([x.shape[0]!]);
 */
export function countOf(shape: Shape): Tensor {
  const known = shape.reduce<number>((product, d) => (typeof d === "number" ? product * d : product), 1);
  const unknown = shape.filter((d) => typeof d !== "number").map((d) => reshape(cast(sizeOfDim(d), "float32"), []));
  return unknown.reduce((product, size) => mul(size, product), constantOf("float32", [], [known]));
}
