import { div, maximum, reduceSum, sqrt, square, type Tensor } from "../graph/index.ts";
import { axesOf } from "./axes.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `unitNormalization`. */
export interface UnitNormalizationOptions extends LayerOptions {
  /** Axis or axes along which the length is measured. 0 is the batch and -1 the last axis; default -1. */
  readonly axis?: number | readonly number[];
}

/** Smallest squared length. It prevents a division by zero, so that a vector of zeros stays unchanged. */
const LEAST = 1e-24;

/** Divides each vector by its length, so that it has length 1; zeros stay zeros. Any shape; the output has the same shape. */
export class UnitNormalization extends Layer {
  static override readonly takes = layerTakes<UnitNormalizationOptions>("UnitNormalization", { axis: true });
  override readonly supportsMasking = true;
  readonly axis: number | readonly number[];

  constructor({ axis = -1, ...options }: UnitNormalizationOptions = {}) {
    super(options);
    this.axis = axis;
  }

  call(x: Tensor): Tensor {
    return unitVectors(x, axesOf(this.kind, this.axis, x.shape.length));
  }
}

/** Divides x by its length along some axes. */
export const unitVectors = (x: Tensor, axes: readonly number[]): Tensor =>
  div(x, sqrt(maximum(reduceSum(square(x), axes, { keepDims: true }), LEAST)));

/**
 * Creates a layer that scales vectors to length 1.
 * @example
 * const model = sequential([dense(30, { inputShape: [784] }), unitNormalization()]);
 */
export const unitNormalization = (options: UnitNormalizationOptions = {}): UnitNormalization => new UnitNormalization(options);
