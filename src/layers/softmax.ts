import { orFirst } from "../core/options.ts";
import { softmax as shares, type Tensor } from "../graph/index.ts";
import { axesOf, withAxesLast } from "./axes.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `softmax`. */
export interface SoftmaxOptions extends LayerOptions {
  /** Axis along which the outputs add up to 1. 0 is the batch and -1 the last axis; default -1. */
  readonly axis?: number;
}

/** Computes e^x / Σ e^x along an axis, so that the outputs add up to 1. Any shape; the output has the same shape. */
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

/**
 * Creates a softmax layer.
 * @param options - options, or only the axis.
 * @example
 * const model = sequential([dense(10, { inputShape: [784] }), softmax()]);
 */
export const softmax = (options: SoftmaxOptions | number = {}): Softmax => new Softmax(orFirst<SoftmaxOptions>("axis", options));
