import { type Axes, int64s, type KeepDims, keepsDims, node, reducedAxes, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { equal } from "./comparison.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { reduceSum } from "./reduce-sum.ts";
import { reshapeTo } from "./reshape.ts";

type Op = "ReduceMax" | "ReduceMin";

const extreme =
  (op: Op) =>
  (x: Tensor, over?: Axes, options: KeepDims = {}): Tensor => {
    const keep = keepsDims(op, options);
    const axes = reducedAxes(op, x, over);
    if (axes.length === 0) return x;
    const left = x.shape.filter((_, i) => !axes.includes(i));
    return keep ? keptExtreme(op, x, axes) : reshapeTo(keptExtreme(op, x, axes), left);
  };

/** The gradient goes to the largest (smallest) element; equal ones share it evenly. */
function keptExtreme(op: Op, x: Tensor, axes: readonly number[]): Tensor {
  const y: Tensor = node(op, {
    inputs: [x, int64s(...axes)],
    shape: x.shape.map((d, i) => (axes.includes(i) ? 1 : d)),
    attributes: { keepdims: { int: 1 } },
    gradient: (dy) => {
      const taken = cast(equal(x, y), "float32");
      return [mul(taken, div(dy, reduceSum(taken, axes, { keepDims: true })))];
    },
  });
  return y;
}

/** The largest over one axis or several (all by default; -1 is the last), which then have size 1, or are gone without `keepDims`. */
export const max = extreme("ReduceMax");
/** The smallest, as `max`. */
export const min = extreme("ReduceMin");

/** The largest along one axis, kept as size 1: serves to keep exponentials small. */
export const reduceMax = (x: Tensor, axis: number): Tensor => max(x, axis, { keepDims: true });
/** The smallest along one axis, kept as size 1. */
export const reduceMin = (x: Tensor, axis: number): Tensor => min(x, axis, { keepDims: true });

/** The place of the largest along the last axis, as float32 without that axis. */
export function argMax(x: Tensor): Tensor {
  const axis = x.shape.length - 1;
  const attributes = { axis: { int: axis }, keepdims: { int: 0 } };
  return cast(node("ArgMax", { inputs: [x], shape: x.shape.slice(0, -1), dtype: "int64", attributes }), "float32");
}
