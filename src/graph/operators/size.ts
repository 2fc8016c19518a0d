import { constantOf, type Dim, int64s, node, type Shape, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { concat } from "./concat.ts";
import { mul } from "./mul.ts";
import { reshape } from "./reshape.ts";

/** A size as an int64 tensor [1]; one that is only known at run time is read off the input it belongs to, outside of any loop. */
export function sizeOfDim(dim: Dim): Tensor {
  if (typeof dim === "number") return int64s(dim);
  const attributes = { start: { int: dim.axis }, end: { int: dim.axis + 1 } };
  return mul(node("Shape", { inputs: [dim.of], shape: [1], dtype: "int64", attributes }), dim.times);
}

/** A shape as an int64 tensor. */
export function shapeTensor(shape: Shape): Tensor {
  if (shape.every((d) => typeof d === "number")) return int64s(...shape);
  return shape.length === 1 ? sizeOfDim(shape[0]!) : concat(shape.map(sizeOfDim), 0);
}

/** How many elements a shape has, as a float scalar. */
export function countOf(shape: Shape): Tensor {
  const known = shape.reduce<number>((product, d) => (typeof d === "number" ? product * d : product), 1);
  const unknown = shape.filter((d) => typeof d !== "number").map((d) => reshape(cast(sizeOfDim(d), "float32"), []));
  return unknown.reduce((product, size) => mul(size, product), constantOf("float32", [], [known]));
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
  return node("Range", { inputs: [at(0), reshape(sizeOfDim(dim), []), at(1)], shape: [dim], dtype: "int64" });
}
