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

export type Operand = Tensor | number;

/** An operator on each element. `gradient` gives dx from dy, the input and the output. */
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

/** An operator on pairs of elements, stretched to each other's shape; a plain number takes the other's element type. */
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

export function operands(op: string, left: Operand, right: Operand): readonly [Tensor, Tensor] {
  if (typeof left === "number" && typeof right === "number") throw new ShapeError(`${op} needs at least one tensor.`);
  const a = typeof left === "number" ? scalarLike(right as Tensor, left) : left;
  const b = typeof right === "number" ? scalarLike(a, right) : right;
  if (a.dtype !== b.dtype) throw new ShapeError(`${op} works on equal element types, but gets ${a.dtype} and ${b.dtype}.`);
  return [a, b];
}

/** Whether an operand is the plain number that leaves the other as it is, and of no larger shape. */
export const isNeutral = (x: Operand, other: Operand, neutral: number): boolean => {
  const value = typeof x === "number" ? x : constantScalar(x);
  const rank = typeof x === "number" ? 0 : x.shape.length;
  return value === neutral && typeof other !== "number" && rank <= other.shape.length;
};

/** The operand before it was stretched by `Expand`, where this operator stretches it itself: a copy less. */
function unstretched(x: Tensor, other: Tensor, shape: Shape): Tensor {
  const made = maker(x);
  const before = made?.op === "Expand" ? made.inputs[0] : undefined;
  return before && sameShape(other.shape, shape) ? before : x;
}
