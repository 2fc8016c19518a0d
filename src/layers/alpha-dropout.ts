import { add, mul, sub, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { kept, rateOf } from "./dropout.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The limit of SELU for large negative numbers: -scale · alpha (Klambauer et al., 2017). */
const LOWEST = -1.7580993408473766;

/**
 * While training, sets a share of the inputs to SELU's minimum, and then scales and shifts all of them. The mean stays 0 and
 * the variance stays 1 (Klambauer et al., 2017). Use it after layers with the activation `selu` and the initializer
 * `lecunNormal`. Any shape.
 */
export class AlphaDropout extends Layer {
  static override readonly takes = layerTakes("AlphaDropout", {}, "rate");
  override readonly supportsMasking = true;
  readonly rate: number;

  constructor(rate: number, options: LayerOptions = {}) {
    super(options);
    this.rate = rateOf("dropout", rate);
  }

  call(x: Tensor, { training, random }: CallContext): Tensor {
    const { rate } = this;
    if (!training || rate === 0) return x;
    const stays = kept(random, x.shape, rate);
    const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * LOWEST ** 2));
    const moved = add(mul(x, stays), mul(sub(1, stays), LOWEST));
    return add(mul(moved, scale), -scale * rate * LOWEST);
  }
}

/**
 * Creates a dropout layer that preserves the mean and the variance of self-normalising networks.
 * @param rate - share of the inputs to drop, from 0 to below 1.
 * @throws OptionError if the rate isn't in that range.
 * @example
 * const model = sequential([dense(100, { activation: "selu", kernelInitializer: "lecunNormal" }), alphaDropout(0.1)]);
 */
export const alphaDropout = (rate: number, options: LayerOptions = {}): AlphaDropout => new AlphaDropout(rate, options);
