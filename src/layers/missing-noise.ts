import { constantOf, equal, gather, type Tensor, where } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { kept, rateOf } from "./dropout.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `missingNoise`. */
export interface MissingNoiseOptions extends LayerOptions {
  /**
   * Number of inputs for each value, such as the features of a category, which are missing together. Default: each input is
   * a value.
   */
  readonly sizes?: readonly number[];
}

/**
 * While training, sets a share of the values to NaN, as if they were missing in the table. The layer `MissingValues` then
 * fills them, and the model learns to work without them (Gondara & Wang, 2018). Any shape; [batch, …, features] if `sizes`
 * is given.
 */
export class MissingNoise extends Layer {
  static override readonly takes = layerTakes<MissingNoiseOptions>("MissingNoise", { sizes: true }, "rate");
  override readonly supportsMasking = true;
  readonly rate: number;
  readonly sizes: readonly number[] | undefined;

  constructor(rate: number, { sizes, ...options }: MissingNoiseOptions = {}) {
    super(options);
    this.rate = rateOf("missing", rate);
    this.sizes = sizes;
  }

  call(x: Tensor, { training, random }: CallContext): Tensor {
    if (!training || this.rate === 0) return x;
    const { sizes } = this;
    if (!sizes) return where(equal(kept(random, x.shape, this.rate), 1), x, Number.NaN);
    const owner = sizes.flatMap((size, value) => Array.from({ length: size }, () => value));
    const stays = kept(random, [...x.shape.slice(0, -1), sizes.length], this.rate);
    return where(equal(gather(stays, constantOf("int32", [owner.length], owner), x.shape.length - 1), 1), x, Number.NaN);
  }
}

/**
 * Creates a layer that sets a share of the values to NaN while training.
 * @param rate - share of the values, from 0 to below 1.
 * @throws OptionError if the rate isn't in that range.
 * @example
 * const model = sequential([missingNoise(0.2, { inputShape: [8] }), missingValues(), dense(30)]);
 */
export const missingNoise = (rate: number, options: MissingNoiseOptions = {}): MissingNoise => new MissingNoise(rate, options);
