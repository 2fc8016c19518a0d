import { ShapeError } from "../../core/errors.ts";
import { type Dim, expectRank, int64s, nodeWithOutputs, showShape, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { sizeOfDim } from "./size.ts";

/** The k smallest of each row, smallest first, and their places in it (int32): [n, width] → two of [n, k]. No gradient flows through it. */
export function smallest(x: Tensor, k: number): { values: Tensor; places: Tensor } {
  const width = x.shape[1];
  if (typeof width === "number" && k > width) throw new ShapeError(`TopK: ${showShape(x.shape)} has no ${k} numbers in a row.`);
  const [values, places] = ascending(x, int64s(k), k);
  return { values: values!, places: cast(places!, "int32") };
}

/** The numbers of each row, smallest first: [n, width], of a width that may be known only when the graph runs. No gradient flows through it. */
export const sorted = (x: Tensor): Tensor => ascending(x, sizeOfDim(x.shape[1]!), x.shape[1]!)[0]!;

/** The first numbers of each row and their places, smallest first. @param count how many of them, which is the size `width`. */
function ascending(x: Tensor, count: Tensor, width: Dim): Tensor[] {
  expectRank("TopK", x, 2);
  const shape = [x.shape[0]!, width];
  return nodeWithOutputs("TopK", {
    inputs: [x, count],
    attributes: { axis: { int: 1 }, largest: { int: 0 } },
    outputs: [x.dtype, "int64" as const].map((dtype) => ({ shape, dtype })),
  });
}
