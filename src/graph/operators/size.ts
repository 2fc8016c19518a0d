import { constantOf, type Dim, int64s, node, type Shape, type Tensor } from "../tensor.ts";
import { concat } from "./concat.ts";

/**
 * Returns a size as an int64 tensor [1]. If the size is only known when the graph runs, it is read from the input that it
 * belongs to, outside of any loop.
 * @example
 * const batchSize = sizeOfDim(x.shape[0]!);
 */
export function sizeOfDim(dim: Dim): Tensor {
  if (typeof dim === "number") return int64s(dim);
  const attributes = { start: { int: dim.axis }, end: { int: dim.axis + 1 } };
  const size = node("Shape", { inputs: [dim.of], shape: [1], dtype: "int64", attributes });
  return dim.times === 1 ? size : node("Mul", { inputs: [size, constantOf("int64", [], [dim.times])], shape: [1] });
}

/**
 * Returns a size as an int64 scalar.
 * @example
 * const count = scalarOfDim(x.shape[0]!);
 */
export const scalarOfDim = (dim: Dim): Tensor => node("Reshape", { inputs: [sizeOfDim(dim), int64s()], shape: [] });

/**
 * Returns a shape as an int64 vector.
 * @example
 * const sizes = shapeTensor(x.shape);
 */
export function shapeTensor(shape: Shape): Tensor {
  if (shape.every((d) => typeof d === "number")) return int64s(...shape);
  return shape.length === 1 ? sizeOfDim(shape[0]!) : concat(shape.map(sizeOfDim), 0);
}

/**
 * Creates a float32 tensor with the same value everywhere.
 * @example
 * const ones = full(x.shape, 1);
 */
export function full(shape: Shape, value: number): Tensor {
  if (shape.every((d) => typeof d === "number"))
    return constantOf("float32", shape, new Array(shape.reduce<number>((a, b) => a * b, 1)).fill(value));
  const ones = node("ConstantOfShape", { inputs: [shapeTensor(shape)], shape, dtype: "float32" });
  return node("Add", { inputs: [ones, constantOf("float32", [], [value])], shape });
}

/**
 * Returns the numbers 0 to size - 1 as an int64 vector.
 * @example
 * const rowNumbers = range(x.shape[0]!);
 */
export function range(dim: Dim): Tensor {
  const at = (n: number) => constantOf("int64", [], [n]);
  return node("Range", { inputs: [at(0), scalarOfDim(dim), at(1)], shape: [dim], dtype: "int64" });
}
