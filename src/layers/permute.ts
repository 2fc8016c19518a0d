import { OptionError, ShapeError } from "../core/errors.ts";
import { showShape, type Tensor, transpose } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * Changes the order of the axes of each example. `permute([2, 1])` maps [batch, a, b] to [batch, b, a]. Axes are counted
 * from 1, because 0 is the batch.
 */
export class Permute extends Layer {
  static override readonly takes = layerTakes("Permute", {}, "dims");
  readonly dims: readonly number[];

  constructor(dims: readonly number[], options: LayerOptions = {}) {
    super(options);
    if (!Array.isArray(dims) || dims.toSorted((a, b) => a - b).some((dim, i) => dim !== i + 1))
      throw new OptionError(
        `dims of a permute layer must contain each axis of an example once, counted from 1, such as [2, 1], but it is ${JSON.stringify(dims)}.`,
      );
    this.dims = dims;
  }

  call(x: Tensor): Tensor {
    if (x.shape.length !== this.dims.length + 1)
      throw new ShapeError(
        `orders ${this.dims.length} axes in addition to the batch, but gets ${showShape(x.shape)}. Name each axis of the input.`,
      );
    return transpose(x, [0, ...this.dims]);
  }
}

/**
 * Creates a layer that changes the order of axes.
 * @param dims - each axis of an example once, counted from 1.
 * @throws OptionError if `dims` doesn't contain each axis once.
 * @example
 * const channelsFirst = permute([3, 1, 2]);
 */
export const permute = (dims: readonly number[], options: LayerOptions = {}): Permute => new Permute(dims, options);
