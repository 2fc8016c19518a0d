import { ShapeError } from "../../core/errors.ts";
import { int64s, node, productOf, type Shape, sameDim, sameShape, showShape, type Tensor } from "../tensor.ts";
import { shapeTensor } from "./size.ts";

/** The same elements in another shape. @throws ShapeError where the counts differ. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (!sameDim(productOf(x.shape), productOf(shape))) {
    throw new ShapeError(`Reshape: ${showShape(x.shape)} doesn't have as many elements as ${showShape(shape)}.`);
  }
  return reshapeTo(x, shape);
}

/** Reshape without the check on counts: for shapes derived from the tensor's own. */
export function reshapeTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const back = { shape, from: [x], gradient: (dy: Tensor) => [reshapeTo(dy, x.shape)] };
  // One number stretched to a shape is stretched to the other one.
  const number = stretchedScalar(x);
  if (number) return node("Expand", { inputs: [number, shapeTensor(shape)], ...back });
  // Two in a row are one: a reshape copies where it can't take its input over.
  const before = x.source.kind === "node" && x.source.node.op === "Reshape" ? x.source.node.inputs[0]! : x;
  const dynamic = shape.filter((d) => typeof d !== "number").length;
  const target = dynamic <= 1 ? int64s(...shape.map((d) => (typeof d === "number" ? d : -1))) : shapeTensor(shape);
  return node("Reshape", { inputs: [before, target], ...back });
}

/** The one number that was stretched to a tensor, if it was. */
function stretchedScalar(x: Tensor): Tensor | undefined {
  const before = x.source.kind === "node" && x.source.node.op === "Expand" ? x.source.node.inputs[0] : undefined;
  return before?.shape.length === 0 ? before : undefined;
}

/** [a, b, …] → [a, b · …], one row an example. */
export const flattenRows = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, productOf(x.shape.slice(1))]);
