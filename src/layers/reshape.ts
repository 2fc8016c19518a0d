import { reshape as reshapeTensor, type Tensor } from "../graph/index.ts";
import { Layer, type LayerOptions } from "./layer.ts";

/** [batch, …] → [batch, …shape], with as many elements. */
export class Reshape extends Layer {
  readonly kind = "Reshape";
  readonly shape: readonly number[];

  constructor(shape: readonly number[], options: LayerOptions = {}) {
    super(options);
    this.shape = shape;
  }

  call(x: Tensor): Tensor {
    return reshapeTensor(x, [x.shape[0]!, ...this.shape]);
  }

  override config() {
    return { shape: this.shape };
  }
}

/** Each example in another shape. */
export const reshape = (shape: readonly number[], options: LayerOptions = {}): Reshape => new Reshape(shape, options);
