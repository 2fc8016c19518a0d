import { constantOf, equal, gather, type Tensor, where } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { kept, rateOf } from "./dropout.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

export interface MissingNoiseOptions extends LayerOptions {
  /** How many inputs stand for one value each, such as a category's places: they are missing together. Each for itself by default. */
  readonly sizes?: readonly number[];
}

/**
 * While training, makes a share of the values missing (NaN), as if the table lacked them: the layer that fills missing values (`MissingValues`) then says so,
 * and the model learns to do without them (Gondara & Wang, 2018). Any shape; [batch, …, features] where `sizes` are given.
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

/** Missing values in place of a share of the inputs, while training. */
export const missingNoise = (rate: number, options: MissingNoiseOptions = {}): MissingNoise => new MissingNoise(rate, options);
