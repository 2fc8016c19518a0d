import { node, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";

const options = (axis: number, keep: boolean) => ({ keepdims: { int: keep ? 1 : 0 }, axes: { ints: [axis] } });

/** The largest along one axis, kept as size 1. No gradient flows through it: it serves to keep exponentials small. */
export const reduceMax = (x: Tensor, axis: number): Tensor =>
  node("ReduceMax", { inputs: [x], shape: x.shape.map((d, i) => (i === axis ? 1 : d)), attributes: options(axis, true) });

/** The place of the largest along the last axis, as float32 without that axis. */
export function argMax(x: Tensor): Tensor {
  const axis = x.shape.length - 1;
  const attributes = { axis: { int: axis }, keepdims: { int: 0 } };
  return cast(node("ArgMax", { inputs: [x], shape: x.shape.slice(0, -1), dtype: "int64", attributes }), "float32");
}
