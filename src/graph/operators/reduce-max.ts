import { expectAxes, int64s, node, type Tensor, withGradient } from "../tensor.ts";
import { cast } from "./cast.ts";
import { equal } from "./comparison.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { reduceSum } from "./reduce-sum.ts";
import { reshapeTo } from "./reshape.ts";

/** The largest or smallest along one axis, kept as size 1. No gradient flows through it. */
const extremeAlong =
  (op: "ReduceMax" | "ReduceMin") =>
  (x: Tensor, axis: number): Tensor => {
    expectAxes(op, x, [axis]);
    const shape = x.shape.map((d, i) => (i === axis ? 1 : d));
    return node(op, { inputs: [x, int64s(axis)], shape, attributes: { keepdims: { int: 1 } } });
  };

/** The largest along one axis: serves to keep exponentials small. */
export const reduceMax = extremeAlong("ReduceMax");
/** The smallest along one axis. */
export const reduceMin = extremeAlong("ReduceMin");

/** The largest along one axis, which is gone then. Its gradient goes to the place that has it; several equal ones share it. */
export function largestAlong(x: Tensor, axis: number): Tensor {
  const kept = reduceMax(x, axis);
  const shape = x.shape.filter((_, i) => i !== axis);
  return withGradient(reshapeTo(kept, shape), [x], (dy) => {
    const chosen = cast(equal(x, kept), "float32");
    return [mul(chosen, div(reshapeTo(dy, kept.shape), reduceSum(chosen, [axis], true)))];
  });
}

/** The place of the largest along the last axis, as float32 without that axis. */
export function argMax(x: Tensor): Tensor {
  const axis = x.shape.length - 1;
  const attributes = { axis: { int: axis }, keepdims: { int: 0 } };
  return cast(node("ArgMax", { inputs: [x], shape: x.shape.slice(0, -1), dtype: "int64", attributes }), "float32");
}
