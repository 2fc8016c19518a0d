import { expectAxes, int64s, node, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";

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

/** The place of the largest along the last axis, as float32 without that axis. */
export function argMax(x: Tensor): Tensor {
  const axis = x.shape.length - 1;
  const attributes = { axis: { int: axis }, keepdims: { int: 0 } };
  return cast(node("ArgMax", { inputs: [x], shape: x.shape.slice(0, -1), dtype: "int64", attributes }), "float32");
}
