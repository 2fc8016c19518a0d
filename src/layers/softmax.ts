import { orFirst } from "../core/options.ts";
import { softmax as shares, type Tensor } from "../graph/index.ts";
import { axesOf, withAxesLast } from "./axes.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

export interface SoftmaxOptions extends LayerOptions {
  /** The axis along which the shares sum to 1, counted with the batch as 0 or from the last as -1, which is the default. */
  readonly axis?: number;
}

/** Shares that sum to 1 along an axis: e^x / Σ e^x. Any shape; the output has the same shape. */
export class Softmax extends Layer {
  static override readonly takes = layerTakes<SoftmaxOptions>("Softmax", { axis: true });
  override readonly supportsMasking = true;
  readonly axis: number;

  constructor({ axis = -1, ...options }: SoftmaxOptions = {}) {
    super(options);
    this.axis = axis;
  }

  call(x: Tensor): Tensor {
    return withAxesLast(x, axesOf(this.kind, this.axis, x.shape.length), shares);
  }
}

/** Shares along the last axis, or another one: `softmax({ axis: 1 })`. */
export const softmax = (options: SoftmaxOptions | number = {}): Softmax => new Softmax(orFirst<SoftmaxOptions>("axis", options));
