import { add, mul, sub, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { kept, rateOf } from "./dropout.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * While training, sets a random share of the inputs to 0 or 1, both equally often (Vincent et al., 2010). For inputs from 0
 * to 1. Any shape.
 */
export class SaltAndPepperNoise extends Layer {
  static override readonly takes = layerTakes("SaltAndPepperNoise", {}, "rate");
  override readonly supportsMasking = true;
  readonly rate: number;

  constructor(rate: number, options: LayerOptions = {}) {
    super(options);
    this.rate = rateOf("salt-and-pepper", rate);
  }

  call(x: Tensor, { training, random }: CallContext): Tensor {
    if (!training || this.rate === 0) return x;
    const stays = kept(random, x.shape, this.rate);
    const salt = kept(random, x.shape, 0.5);
    return add(mul(x, stays), mul(sub(1, stays), salt));
  }
}

/**
 * Creates a layer that sets a share of the inputs to 0 or 1 while training.
 * @param rate - share of the inputs, from 0 to below 1.
 * @throws OptionError if the rate isn't in that range.
 * @example
 * const model = sequential([saltAndPepperNoise(0.1, { inputShape: [784] }), dense(100)]);
 */
export const saltAndPepperNoise = (rate: number, options: LayerOptions = {}): SaltAndPepperNoise =>
  new SaltAndPepperNoise(rate, options);
