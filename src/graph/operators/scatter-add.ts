import { ShapeError } from "../../core/errors.ts";
import { expectDtype, expectRank, node, productOf, sameDim, showShape, type Tensor } from "../tensor.ts";
import { gather } from "./gather.ts";
import { reshape } from "./reshape.ts";

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
