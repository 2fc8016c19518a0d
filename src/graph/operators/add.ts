import type { Tensor } from "../tensor.ts";
import { binary, isNeutral, type Operand } from "./elementwise.ts";
import { sumTo } from "./reduce-sum.ts";

const Add = binary("Add", (dy, a, b) => [sumTo(dy, a.shape), sumTo(dy, b.shape)]);

/**
 * Adds two tensors, or a tensor and a number, element by element. Shapes are broadcast as in NumPy.
 * @throws ShapeError if the shapes can't be broadcast together or the element types differ.
 * @example
 * const shifted = add(x, 1);
 */
export function add(a: Operand, b: Operand): Tensor {
  if (isNeutral(b, a, 0)) return a as Tensor;
  if (isNeutral(a, b, 0)) return b as Tensor;
  return Add(a, b);
}
