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

/** Computes the result with its axes. The gradient goes to the largest (smallest) element; equal elements share it evenly. */
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

/**
 * Computes the maximum over one axis or several.
 * @param x - tensor.
 * @param over - axes; -1 is the last; default: all.
 * @param options - `keepDims` keeps the axes with size 1; default false.
 * @throws ShapeError if x doesn't have an axis.
 * @example
 * const highest = max(x, -1);
 */
export const max = extreme("ReduceMax");
/**
 * Computes the minimum over one axis or several; the options are those of `max`.
 * @example
 * const lowest = min(x, -1);
 */
export const min = extreme("ReduceMin");

/**
 * Computes the maximum along one axis, which stays with size 1. Subtract it to keep exponentials small.
 * @example
 * const stable = exp(sub(x, reduceMax(x, -1)));
 */
export const reduceMax = (x: Tensor, axis: number): Tensor => max(x, axis, { keepDims: true });
/**
 * Computes the minimum along one axis, which stays with size 1.
 * @example
 * const fromZero = sub(x, reduceMin(x, -1));
 */
export const reduceMin = (x: Tensor, axis: number): Tensor => min(x, axis, { keepDims: true });

/**
 * Returns the index of the largest element along the last axis, as float32 and without that axis. No gradient flows through
 * it.
 * @example
 * const predictedClass = argMax(probabilities);
 */
export function argMax(x: Tensor): Tensor {
  const axis = x.shape.length - 1;
  const attributes = { axis: { int: axis }, keepdims: { int: 0 } };
  return cast(node("ArgMax", { inputs: [x], shape: x.shape.slice(0, -1), dtype: "int64", attributes }), "float32");
}
