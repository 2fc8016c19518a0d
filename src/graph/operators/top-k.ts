import { ShapeError } from "../../core/errors.ts";
import { expectRank, int64s, nodeWithOutputs, showShape, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { sizeOfDim } from "./size.ts";

/** The k smallest of each row, smallest first, and their places in it (int32): [n, width] → two of [n, k]. No gradient flows through it. */
export function smallest(x: Tensor, k: number): { values: Tensor; places: Tensor } {
  expectRank("TopK", x, 2);
  const [n, width] = x.shape;
  if (typeof width === "number" && k > width) throw new ShapeError(`TopK: ${showShape(x.shape)} has no ${k} numbers in a row.`);
  const [values, places] = nodeWithOutputs("TopK", {
    inputs: [x, int64s(k)],
    attributes: { axis: { int: 1 }, largest: { int: 0 } },
    outputs: [
      { shape: [n!, k], dtype: x.dtype },
      { shape: [n!, k], dtype: "int64" },
    ],
  });
  return { values: values!, places: cast(places!, "int32") };
}

/** The numbers of each row, smallest first: [n, width], of a width that may be known only when the graph runs. No gradient flows through it. */
export function sorted(x: Tensor): Tensor {
  expectRank("TopK", x, 2);
  const [values] = nodeWithOutputs("TopK", {
    inputs: [x, sizeOfDim(x.shape[1]!)],
    attributes: { axis: { int: 1 }, largest: { int: 0 } },
    outputs: [
      { shape: x.shape, dtype: x.dtype },
      { shape: x.shape, dtype: "int64" },
    ],
  });
  return values!;
}
