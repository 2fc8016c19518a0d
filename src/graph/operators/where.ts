import type { Dtype } from "../../core/ndarray.ts";
import { broadcastShapes } from "../shapes.ts";
import { constantOf, expectDtype, node, type Tensor } from "../tensor.ts";
import { type Operand, operands } from "./elementwise.ts";
import { sumTo } from "./reduce-sum.ts";

/**
 * Takes each element from `yes` if the condition is true there, and from `no` otherwise. Shapes are broadcast.
 * @param condition - bool tensor.
 * @throws ShapeError if the condition isn't bool, or if the shapes can't be broadcast together.
 * @example
 * const filled = where(isMissing, 0, x);
 */
export function where(condition: Tensor, yes: Operand, no: Operand): Tensor {
  expectDtype("Where", condition, "bool");
  const [a, b] = typeof yes === "number" && typeof no === "number" ? plain("float32", yes, no) : operands("Where", yes, no);
  const shape = broadcastShapes("Where", condition.shape, broadcastShapes("Where", a.shape, b.shape));
  return node("Where", {
    inputs: [condition, a, b],
    shape,
    dtype: a.dtype,
    gradient: (dy) => [undefined, sumTo(where(condition, dy, 0), a.shape), sumTo(where(condition, 0, dy), b.shape)],
  });
}

const plain = (dtype: Dtype, a: number, b: number) => [constantOf(dtype, [], [a]), constantOf(dtype, [], [b])] as const;
