import { ShapeError } from "../../core/errors.ts";
import { int64s, node, productOf, type Shape, sameDim, sameShape, showShape, type Tensor } from "../tensor.ts";
import { shapeTensor } from "./size.ts";

/**
 * Gives a tensor another shape with the same number of elements.
 * @throws ShapeError if the numbers of elements differ.
 * @example
 * const images = reshape(rows, [rows.shape[0]!, 28, 28]);
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (!sameDim(productOf(x.shape), productOf(shape))) {
    throw new ShapeError(
      `Reshape: ${showShape(x.shape)} doesn't have as many elements as ${showShape(shape)}. Choose a shape with the same number.`,
    );
  }
  return reshapeTo(x, shape);
}

/**
 * Reshapes without checking the number of elements, for shapes that were derived from the tensor's own.
 * @example
 * const column = reshapeTo(x, [...x.shape, 1]);
 */
export function reshapeTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const back = { shape, from: [x], gradient: (dy: Tensor) => [reshapeTo(dy, x.shape)] };
  // A broadcast number is broadcast directly to the new shape.
  const number = stretchedScalar(x);
  if (number) return node("Expand", { inputs: [number, shapeTensor(shape)], ...back });
  // Two reshapes in a row become one, because a reshape may have to copy its input.
  const before = x.source.kind === "node" && x.source.node.op === "Reshape" ? x.source.node.inputs[0]! : x;
  const dynamic = shape.filter((d) => typeof d !== "number").length;
  const target = dynamic <= 1 ? int64s(...shape.map((d) => (typeof d === "number" ? d : -1))) : shapeTensor(shape);
  return node("Reshape", { inputs: [before, target], ...back });
}

/** Returns the scalar that was broadcast to a tensor, if there is one. */
function stretchedScalar(x: Tensor): Tensor | undefined {
  const before = x.source.kind === "node" && x.source.node.op === "Expand" ? x.source.node.inputs[0] : undefined;
  return before?.shape.length === 0 ? before : undefined;
}

/**
 * Flattens each example: [n, b, c, …] → [n, b · c · …].
 * @example
 * const rows = flattenRows(images);
 */
export const flattenRows = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, productOf(x.shape.slice(1))]);
