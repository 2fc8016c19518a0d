import { expectAxes, expectDtype, node, productOf, type Tensor } from "../tensor.ts";
import { add } from "./add.ts";
import { cast } from "./cast.ts";
import { mul } from "./mul.ts";
import { reshape, reshapeTo } from "./reshape.ts";
import { scatterAdd } from "./scatter-add.ts";
import { full, range, sizeOfDim } from "./size.ts";
import { transpose } from "./transpose.ts";

/**
 * The parts of x along an axis (its rows by default) that the indices (int32 or int64, any shape) name: [rows, …] → […indices, …].
 * A part named several times gets the sum of the gradients.
 */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  expectDtype("Gather's indices", indices, "int32", "int64");
  expectAxes("Gather", x, [axis]);
  return node("Gather", {
    inputs: [x, indices],
    shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)],
    attributes: { axis: { int: axis } },
    gradient: (dy) => {
      const named = indices.shape.map((_, i) => axis + i);
      const others = dy.shape.map((_, i) => i).filter((i) => !named.includes(i));
      const rows = x.shape.map((_, i) => i).filter((i) => i !== axis);
      const back = x.shape.map((_, i) => [axis, ...rows].indexOf(i));
      const sums = rowSums(transpose(dy, [...named, ...others]), indices, transpose(x, [axis, ...rows]));
      return [transpose(sums, back), undefined];
    },
  });
}

/** Adds each row of dy to the row that its index names, element by element of the flattened rows. */
function rowSums(dy: Tensor, indices: Tensor, x: Tensor): Tensor {
  const width = productOf(x.shape.slice(1));
  const starts = mul(reshapeTo(cast(indices, "int64"), [productOf(indices.shape), 1]), reshape(sizeOfDim(width), []));
  return reshapeTo(scatterAdd(full([productOf(x.shape)], 0), add(starts, range(width)), dy), x.shape);
}
