// Taking parts and adding to parts are each other's gradients, so the two operators stand together.
import { ShapeError } from "../../core/errors.ts";
import { axisOf, expectDtype, expectRank, node, productOf, sameDim, showShape, type Tensor } from "../tensor.ts";
import { add } from "./add.ts";
import { cast } from "./cast.ts";
import { mul } from "./mul.ts";
import { reshape, reshapeTo } from "./reshape.ts";
import { full, range, scalarOfDim } from "./size.ts";
import { transpose } from "./transpose.ts";

/**
 * The parts of x along an axis (its rows by default; -1 is the last) that the indices (int32 or int64, any shape) name: [rows, …] → […indices, …].
 * A part named several times gets the sum of the gradients.
 */
export function gather(x: Tensor, indices: Tensor, along = 0): Tensor {
  expectDtype("Gather's indices", indices, "int32", "int64");
  const axis = axisOf("Gather", x, along);
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
  const starts = mul(reshapeTo(cast(indices, "int64"), [productOf(indices.shape), 1]), scalarOfDim(width));
  return reshapeTo(scatterAdd(full([productOf(x.shape)], 0), add(starts, range(width)), dy), x.shape);
}

/** x (a vector), to whose elements at `indices` (int64, any shape) the updates (as many) are added. */
export function scatterAdd(x: Tensor, indices: Tensor, updates: Tensor): Tensor {
  const flat = (t: Tensor): Tensor => reshape(t, [productOf(t.shape)]);
  expectRank("ScatterAdd", x, 1);
  expectDtype("ScatterAdd's indices", indices, "int64");
  if (!sameDim(productOf(indices.shape), productOf(updates.shape)))
    throw new ShapeError(
      `ScatterAdd: indices ${showShape(indices.shape)} and updates ${showShape(updates.shape)} differ in number.`,
    );
  const places = flat(indices);
  return node("ScatterElements", {
    inputs: [x, places, flat(updates)],
    shape: x.shape,
    attributes: { axis: { int: 0 }, reduction: { string: "add" } },
    gradient: (dy) => [dy, undefined, reshape(gather(dy, places), updates.shape)],
  });
}
