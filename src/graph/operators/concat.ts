import { ShapeError } from "../../core/errors.ts";
import { startsOf } from "../../core/rows.ts";
import { axisOf, node, sameShape, showShape, type Tensor } from "../tensor.ts";
import { slice } from "./slice.ts";

/**
 * Joins tensors along an axis. Their other sizes must be equal.
 * @param along - axis; -1 is the last.
 * @throws ShapeError if there are no tensors, or if their shapes don't match.
 * @example
 * const both = concat([left, right], -1);
 */
export function concat(parts: readonly Tensor[], along: number): Tensor {
  const first = parts[0];
  if (!first) throw new ShapeError("Concat needs at least one tensor, but the list is empty.");
  const axis = axisOf("Concat", first, along);
  if (parts.length === 1) return first;
  const others = (x: Tensor) => x.shape.filter((_, i) => i !== axis);
  const sizes = parts.map((part) => {
    const size = part.shape[axis];
    if (typeof size !== "number" || !sameShape(others(part), others(first))) {
      throw new ShapeError(
        `Concat: shapes ${showShape(first.shape)} and ${showShape(part.shape)} can't be joined along axis ${axis}. Their other sizes must be equal.`,
      );
    }
    return size;
  });
  const starts = startsOf(sizes);
  return node("Concat", {
    inputs: parts,
    shape: first.shape.map((dim, i) => (i === axis ? sizes.reduce((a, b) => a + b, 0) : dim)),
    attributes: { axis: { int: axis } },
    gradient: (dy) => sizes.map((size, i) => slice(dy, axis, starts[i]!, starts[i]! + size)),
  });
}
