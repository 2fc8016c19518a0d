import { mul, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { kept, rateOf } from "./dropout.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** While training, sets a random share of the inputs to 0 and leaves the others unchanged (Vincent et al., 2008). Any shape. */
export class MaskingNoise extends Layer {
  static override readonly takes = layerTakes("MaskingNoise", {}, "rate");
  override readonly supportsMasking = true;
  readonly rate: number;

  constructor(rate: number, options: LayerOptions = {}) {
    super(options);
    this.rate = rateOf("masking", rate);
  }

  call(x: Tensor, { training, random }: CallContext): Tensor {
    return training && this.rate > 0 ? mul(x, kept(random, x.shape, this.rate)) : x;
  }
}

/**
 * Creates a layer that sets a share of the inputs to 0 while training.
 * @param rate - share of the inputs, from 0 to below 1.
 * @throws OptionError if the rate isn't in that range.
 * @example
 * const model = sequential([maskingNoise(0.3, { inputShape: [784] }), dense(100)]);
 */
export const maskingNoise = (rate: number, options: LayerOptions = {}): MaskingNoise => new MaskingNoise(rate, options);
