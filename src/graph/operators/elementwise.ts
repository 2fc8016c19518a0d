import { ShapeError } from "../../core/errors.ts";
import { broadcastShapes } from "../shapes.ts";
import {
  constantScalar,
  type ElementType,
  expectDtype,
  maker,
  node,
  type Shape,
  sameShape,
  scalarLike,
  type Tensor,
} from "../tensor.ts";

/** A tensor or a plain number. */
export type Operand = Tensor | number;

/**
 * Creates a function that applies an ONNX operator to each element.
 * @param op - name of the ONNX operator.
 * @param gradient - computes dx from dy, the input and the output; without it, no gradient flows.
 * @param dtypes - element types that the operator accepts; default float32.
 * @example
 * const softsign = unary("Softsign", (dy, x) => div(dy, square(add(abs(x), 1))));
 */
export function unary(
  op: string,
  gradient?: (dy: Tensor, x: Tensor, y: Tensor) => Tensor,
  dtypes: readonly ElementType[] = ["float32"],
) {
  return (x: Tensor): Tensor => {
    expectDtype(op, x, ...dtypes);
    const y: Tensor = node(op, {
      inputs: [x],
      shape: x.shape,
      ...(gradient && { gradient: (dy: Tensor) => [gradient(dy, x, y)] }),
    });
    return y;
  };
}

/**
 * Creates a function that applies an ONNX operator to pairs of elements of two tensors, whose shapes are broadcast. A plain
 * number gets the element type of the tensor.
 */
export function binary(
  op: string,
  gradient?: (dy: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [Tensor, Tensor],
  result?: ElementType,
) {
  return (left: Operand, right: Operand): Tensor => {
    const [first, second] = operands(op, left, right);
    const shape = broadcastShapes(op, first.shape, second.shape);
    const [a, b] = [unstretched(first, second, shape), unstretched(second, first, shape)];
    const dtype = result ?? a.dtype;
    const y: Tensor = node(op, {
      inputs: [a, b],
      shape,
      dtype,
      from: [first, second],
      ...(gradient && { gradient: (dy: Tensor) => gradient(dy, first, second, y) }),
    });
    return y;
  };
}

/**
 * Returns both operands as tensors of one element type.
 * @throws ShapeError if both are plain numbers, or if their element types differ.
 */
export function operands(op: string, left: Operand, right: Operand): readonly [Tensor, Tensor] {
  if (typeof left === "number" && typeof right === "number") throw new ShapeError(`${op} needs at least one tensor.`);
  const a = typeof left === "number" ? scalarLike(right as Tensor, left) : left;
  const b = typeof right === "number" ? scalarLike(a, right) : right;
  if (a.dtype !== b.dtype)
    throw new ShapeError(`${op} works on equal element types, but gets ${a.dtype} and ${b.dtype}. Use cast to convert one.`);
  return [a, b];
}

/** Returns whether an operand is a number that leaves the other operand unchanged, such as 0 in a sum. */
export const isNeutral = (x: Operand, other: Operand, neutral: number): boolean => {
  const value = typeof x === "number" ? x : constantScalar(x);
  const rank = typeof x === "number" ? 0 : x.shape.length;
  return value === neutral && typeof other !== "number" && rank <= other.shape.length;
};

/** Returns the operand before `Expand` if this operator broadcasts it anyway. That saves a copy. */
function unstretched(x: Tensor, other: Tensor, shape: Shape): Tensor {
  const made = maker(x);
  const before = made?.op === "Expand" ? made.inputs[0] : undefined;
  return before && sameShape(other.shape, shape) ? before : x;
}
