import { OptionError } from "../core/errors.ts";
import { add, constantOf, mul, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `rescaling`. */
export interface RescalingOptions extends LayerOptions {
  /** Number to add after the multiplication: one number, or one for each feature (last axis); default 0. */
  readonly offset?: number | readonly number[];
}

/**
 * Computes x · scale + offset; training doesn't change the numbers. Any shape; the output has the same shape. Pixels that
 * are given as uint8 are converted to the range from 0 to 1 before the first layer, so they don't need the factor 1/255 of
 * Keras's examples; float32 pixels do.
 */
export class Rescaling extends Layer {
  static override readonly takes = layerTakes<RescalingOptions>("Rescaling", { offset: true }, "scale");
  override readonly supportsMasking = true;
  readonly scale: number | readonly number[];
  readonly offset: number | readonly number[];

  constructor(scale: number | readonly number[], { offset = 0, ...options }: RescalingOptions = {}) {
    super(options);
    for (const [name, value] of Object.entries({ scale, offset })) {
      if (![value].flat().every(Number.isFinite))
        throw new OptionError(
          `${name} of a Rescaling layer must be a number, or a list of them, but it is ${JSON.stringify(value)}.`,
        );
    }
    this.scale = scale;
    this.offset = offset;
  }

  call(x: Tensor): Tensor {
    const along = (value: number | readonly number[]) =>
      typeof value === "number" ? value : constantOf("float32", [value.length], value);
    return add(mul(x, along(this.scale)), along(this.offset));
  }
}

/**
 * Creates a layer that scales and shifts numbers.
 * @param scale - one number, or one for each feature.
 * @throws OptionError if `scale` or `offset` isn't made of finite numbers.
 * @example
 * const layer = rescaling(1 / 127.5, { offset: -1 });
 */
export const rescaling = (scale: number | readonly number[], options: RescalingOptions = {}): Rescaling =>
  new Rescaling(scale, options);
