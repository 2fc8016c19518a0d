import { ShapeError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import { reshape as reshapeTensor, showShape, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** [batch, …] → [batch, …shape], with as many elements. */
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
        `makes ${showShape(this.shape)} of ${wanted} numbers, but gets ${showShape(x.shape)}: what is before it should give ${wanted}.`,
      );
    return reshapeTensor(x, [x.shape[0]!, ...this.shape]);
  }
}

/** Each example in another shape. */
export const reshape = (shape: readonly number[], options: LayerOptions = {}): Reshape => new Reshape(shape, options);
