// Gathering and scatter-adding are each other's gradients, so both operators are in this file.
import { ShapeError } from "../../core/errors.ts";
import { axisOf, expectDtype, expectRank, node, productOf, sameDim, showShape, type Tensor } from "../tensor.ts";
import { add } from "./add.ts";
import { cast } from "./cast.ts";
import { mul } from "./mul.ts";
import { reshape, reshapeTo } from "./reshape.ts";
import { full, range, scalarOfDim } from "./size.ts";
import { transpose } from "./transpose.ts";

/**
 * Takes parts of x along an axis, by index: for axis 0, [rows, …] → […indices, …]. A part that is taken several times gets
 * the sum of the gradients.
 * @param indices - int32 or int64 tensor of any shape.
 * @param along - axis; default 0, the rows; -1 is the last.
 * @throws ShapeError if the indices aren't int32 or int64, or if x doesn't have the axis.
 * @example
 * const vectors = gather(table, wordIds);
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

/** Adds each row of dy to the row given by its index, in flattened form. */
function rowSums(dy: Tensor, indices: Tensor, x: Tensor): Tensor {
  const width = productOf(x.shape.slice(1));
  const starts = mul(reshapeTo(cast(indices, "int64"), [productOf(indices.shape), 1]), scalarOfDim(width));
  return reshapeTo(scatterAdd(full([productOf(x.shape)], 0), add(starts, range(width)), dy), x.shape);
}

/**
 * Adds updates to the elements of a vector at the given indices.
 * @param x - vector.
 * @param indices - int64 tensor of any shape.
 * @param updates - as many numbers as there are indices.
 * @throws ShapeError if x isn't a vector, or if indices and updates differ in size.
 * @example
 * const counts = scatterAdd(full([10], 0), digits, full(digits.shape, 1));
 */
export function scatterAdd(x: Tensor, indices: Tensor, updates: Tensor): Tensor {
  const flat = (t: Tensor): Tensor => reshape(t, [productOf(t.shape)]);
  expectRank("ScatterAdd", x, 1);
  expectDtype("ScatterAdd's indices", indices, "int64");
  if (!sameDim(productOf(indices.shape), productOf(updates.shape)))
    throw new ShapeError(
      `ScatterAdd: indices ${showShape(indices.shape)} and updates ${showShape(updates.shape)} differ in size. Give an update for each index.`,
    );
  const places = flat(indices);
  return node("ScatterElements", {
    inputs: [x, places, flat(updates)],
    shape: x.shape,
    attributes: { axis: { int: 0 }, reduction: { string: "add" } },
    gradient: (dy) => [dy, undefined, reshape(gather(dy, places), updates.shape)],
  });
}
