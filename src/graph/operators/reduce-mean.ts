import { type Axes, constantOf, type KeepDims, reducedAxes, type Shape, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { reduceSum } from "./reduce-sum.ts";
import { reshape } from "./reshape.ts";
import { sizeOfDim } from "./size.ts";

/** Mean over one axis or several (all by default; -1 is the last), which then have size 1, or are gone without `keepDims`. */
export function reduceMean(x: Tensor, over?: Axes, options: KeepDims = {}): Tensor {
  const axes = reducedAxes("ReduceMean", x, over);
  return div(reduceSum(x, axes, options), countOf(axes.map((axis) => x.shape[axis]!)));
}

/** How many elements a shape has, as a float scalar. */
export function countOf(shape: Shape): Tensor {
  const known = shape.reduce<number>((product, d) => (typeof d === "number" ? product * d : product), 1);
  const unknown = shape.filter((d) => typeof d !== "number").map((d) => reshape(cast(sizeOfDim(d), "float32"), []));
  return unknown.reduce((product, size) => mul(size, product), constantOf("float32", [], [known]));
}
