import { div, maximum, reduceSum, sqrt, square, type Tensor } from "../graph/index.ts";
import { axesOf } from "./axes.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

export interface UnitNormalizationOptions extends LayerOptions {
  /** The axes along which the length is measured, one or several: counted with the batch as 0 or from the last as -1, which is the default. */
  readonly axis?: number | readonly number[];
}

/** Vectors made as short as 10⁻¹² stay what they are: where there is nothing, nothing is divided by. */
const LEAST = 1e-24;

/** Each vector over its length, so that it has length 1; zeros stay zeros. Any shape; the output has the same shape. */
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

/** x over its length along some axes. */
export const unitVectors = (x: Tensor, axes: readonly number[]): Tensor =>
  div(x, sqrt(maximum(reduceSum(square(x), axes, { keepDims: true }), LEAST)));

/** Each vector scaled to length 1: `unitNormalization()`. */
export const unitNormalization = (options: UnitNormalizationOptions = {}): UnitNormalization => new UnitNormalization(options);
