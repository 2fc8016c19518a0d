import { add, mul, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { rateOf } from "./dropout.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * While training, multiplies each number by a normal random number of mean 1 and variance rate / (1 - rate), the same
 * variance as with dropout (Srivastava et al., 2014). Any shape.
 */
export class GaussianDropout extends Layer {
  static override readonly takes = layerTakes("GaussianDropout", {}, "rate");
  override readonly supportsMasking = true;
  readonly rate: number;

  constructor(rate: number, options: LayerOptions = {}) {
    super(options);
    this.rate = rateOf("dropout", rate);
  }

  call(x: Tensor, { training, random }: CallContext): Tensor {
    const stddev = Math.sqrt(this.rate / (1 - this.rate));
    return training && this.rate > 0 ? mul(x, add(random.normal(x.shape, stddev), 1)) : x;
  }
}

/**
 * Creates a layer that multiplies by normal noise while training.
 * @param rate - rate of the equivalent dropout, from 0 to below 1.
 * @throws OptionError if the rate isn't in that range.
 * @example
 * const noisy = gaussianDropout(0.2);
 */
export const gaussianDropout = (rate: number, options: LayerOptions = {}): GaussianDropout => new GaussianDropout(rate, options);
