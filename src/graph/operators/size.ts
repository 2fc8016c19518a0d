import { constantOf, type Dim, int64s, node, type Shape, type Tensor } from "../tensor.ts";
import { concat } from "./concat.ts";

/** A size as an int64 tensor [1]; one that is only known at run time is read off the input it belongs to, outside of any loop. */
export function sizeOfDim(dim: Dim): Tensor {
  if (typeof dim === "number") return int64s(dim);
  const attributes = { start: { int: dim.axis }, end: { int: dim.axis + 1 } };
  const size = node("Shape", { inputs: [dim.of], shape: [1], dtype: "int64", attributes });
  return dim.times === 1 ? size : node("Mul", { inputs: [size, constantOf("int64", [], [dim.times])], shape: [1] });
}

/** A size as an int64 scalar. */
export const scalarOfDim = (dim: Dim): Tensor => node("Reshape", { inputs: [sizeOfDim(dim), int64s()], shape: [] });

/** A shape as an int64 tensor. */
export function shapeTensor(shape: Shape): Tensor {
  if (shape.every((d) => typeof d === "number")) return int64s(...shape);
  return shape.length === 1 ? sizeOfDim(shape[0]!) : concat(shape.map(sizeOfDim), 0);
}

/** A tensor of one value everywhere (float32). */
export function full(shape: Shape, value: number): Tensor {
  if (shape.every((d) => typeof d === "number"))
    return constantOf("float32", shape, new Array(shape.reduce<number>((a, b) => a * b, 1)).fill(value));
  const ones = node("ConstantOfShape", { inputs: [shapeTensor(shape)], shape, dtype: "float32" });
  return node("Add", { inputs: [ones, constantOf("float32", [], [value])], shape });
}

/** 0, 1, … up to a size, as int64 [size]. */
export function range(dim: Dim): Tensor {
  const at = (n: number) => constantOf("int64", [], [n]);
  return node("Range", { inputs: [at(0), scalarOfDim(dim), at(1)], shape: [dim], dtype: "int64" });
}
