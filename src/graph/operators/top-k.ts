import { ShapeError } from "../../core/errors.ts";
import { type Dim, expectRank, int64s, nodeWithOutputs, showShape, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { sizeOfDim } from "./size.ts";

/**
 * Finds the k smallest numbers of each row [n, width] in ascending order, and their indices (int32): two tensors [n, k]. No
 * gradient flows through it.
 * @throws ShapeError if x doesn't have two axes, or if k is larger than the width.
 * @example
 * const { values, places } = smallest(distances, 5);
 */
export function smallest(x: Tensor, k: number): { values: Tensor; places: Tensor } {
  const width = x.shape[1];
  if (typeof width === "number" && k > width)
    throw new ShapeError(`TopK: ${showShape(x.shape)} has fewer than ${k} numbers in a row. Choose a smaller k.`);
  const [values, places] = ascending(x, int64s(k), k);
  return { values: values!, places: cast(places!, "int32") };
}

/**
 * Sorts the numbers of each row [n, width] in ascending order. The width may be known only when the graph runs. No gradient
 * flows through it.
 * @throws ShapeError if x doesn't have two axes.
 * @example
 * const ascendingRows = sorted(x);
 */
export const sorted = (x: Tensor): Tensor => ascending(x, sizeOfDim(x.shape[1]!), x.shape[1]!)[0]!;

/**
 * Returns the smallest numbers of each row and their indices.
 * @param count - how many numbers, as an int64 tensor.
 * @param width - the same number as a size.
 */
function ascending(x: Tensor, count: Tensor, width: Dim): Tensor[] {
  expectRank("TopK", x, 2);
  const shape = [x.shape[0]!, width];
  return nodeWithOutputs("TopK", {
    inputs: [x, count],
    attributes: { axis: { int: 1 }, largest: { int: 0 } },
    outputs: [x.dtype, "int64" as const].map((dtype) => ({ shape, dtype })),
  });
}
