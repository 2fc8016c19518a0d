import { node, productOf, type Tensor } from "../tensor.ts";
import { gather } from "./gather.ts";
import { reshape } from "./reshape.ts";

/** x (a vector), to whose elements at `indices` (int64, any shape) the updates (as many) are added. */
export function scatterAdd(x: Tensor, indices: Tensor, updates: Tensor): Tensor {
  const flat = (t: Tensor): Tensor => reshape(t, [productOf(t.shape)]);
  const places = flat(indices);
  return node("ScatterElements", {
    inputs: [x, places, flat(updates)],
    shape: x.shape,
    attributes: { axis: { int: 0 }, reduction: { string: "add" } },
    gradient: (dy) => [dy, undefined, reshape(gather(dy, places), updates.shape)],
  });
}
