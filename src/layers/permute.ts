import { OptionError, ShapeError } from "../core/errors.ts";
import { showShape, type Tensor, transpose } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The axes of each example in another order. `permute([2, 1])`: [batch, a, b] → [batch, b, a]; the axes count from 1, as 0 is the batch. */
export class Permute extends Layer {
  static override readonly takes = layerTakes("Permute", {}, "dims");
  readonly dims: readonly number[];

  constructor(dims: readonly number[], options: LayerOptions = {}) {
    super(options);
    if (!Array.isArray(dims) || dims.toSorted((a, b) => a - b).some((dim, i) => dim !== i + 1))
      throw new OptionError(
        `A permute layer takes each axis of an example once, counted from 1, such as [2, 1], but this is ${JSON.stringify(dims)}.`,
      );
    this.dims = dims;
  }

  call(x: Tensor): Tensor {
    if (x.shape.length !== this.dims.length + 1)
      throw new ShapeError(`orders ${this.dims.length} axes beside the batch, but gets ${showShape(x.shape)}.`);
    return transpose(x, [0, ...this.dims]);
  }
}

/** Axes in another order: `permute([3, 1, 2])` puts channels first. */
export const permute = (dims: readonly number[], options: LayerOptions = {}): Permute => new Permute(dims, options);
