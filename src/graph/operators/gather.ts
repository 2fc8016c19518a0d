import { expectDtype, node, productOf, type Tensor } from "../tensor.ts";
import { add } from "./add.ts";
import { cast } from "./cast.ts";
import { mul } from "./mul.ts";
import { reshape, reshapeTo } from "./reshape.ts";
import { scatterAdd } from "./scatter-add.ts";
import { full, range, sizeOfDim } from "./size.ts";

/**
 * The rows of x (its first axis) that the indices (int32 or int64, any shape) name: [rows, …] → […indices, …].
 * A row named several times gets the sum of the gradients.
 */
export function gather(x: Tensor, indices: Tensor): Tensor {
  expectDtype("Gather's indices", indices, "int32", "int64");
  const rest = x.shape.slice(1);
  return node("Gather", {
    inputs: [x, indices],
    shape: [...indices.shape, ...rest],
    attributes: { axis: { int: 0 } },
    gradient: (dy) => [rowSums(dy, indices, x), undefined],
  });
}

/** Adds each row of dy to the row that its index names, element by element of the flattened rows. */
function rowSums(dy: Tensor, indices: Tensor, x: Tensor): Tensor {
  const width = productOf(x.shape.slice(1));
  const starts = mul(reshapeTo(cast(indices, "int64"), [productOf(indices.shape), 1]), reshape(sizeOfDim(width), []));
  return reshapeTo(scatterAdd(full([productOf(x.shape)], 0), add(starts, range(width)), dy), x.shape);
}
