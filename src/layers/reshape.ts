import { ShapeError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import { reshape as reshapeTensor, showShape, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** Gives each example another shape with the same number of elements: [batch, …] → [batch, …shape]. */
export class Reshape extends Layer {
  static override readonly takes = layerTakes("Reshape", {}, "shape");
  readonly shape: readonly number[];

  constructor(shape: readonly number[], options: LayerOptions = {}) {
    super(options);
    this.shape = shape;
  }

  call(x: Tensor): Tensor {
    const [given, wanted] = [x.shape.slice(1), sizeOf(this.shape)];
    if (given.every((dim) => typeof dim === "number") && sizeOf(given) !== wanted)
      throw new ShapeError(
        `makes ${showShape(this.shape)} from ${wanted} numbers, but gets ${showShape(x.shape)}. Let the layer before it return ${wanted} numbers.`,
      );
    return reshapeTensor(x, [x.shape[0]!, ...this.shape]);
  }
}

/**
 * Creates a layer that changes the shape of each example.
 * @param shape - shape of an example, without the batch.
 * @example
 * const decoder = sequential([dense(784, { inputShape: [30] }), reshape([28, 28])]);
 */
export const reshape = (shape: readonly number[], options: LayerOptions = {}): Reshape => new Reshape(shape, options);
