import { add, mul, sub, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { kept, rateOf } from "./dropout.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** What SELU falls to far below 0: -scale · alpha (Klambauer et al., 2017). */
const LOWEST = -1.7580993408473766;

/**
 * While training, sets a share of the inputs to SELU's least value, and scales and moves all so that mean 0 and variance 1 stay (Klambauer et al.,
 * 2017). Any shape. It belongs behind layers with `selu` and the initialiser `lecunNormal`.
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

/** Dropout that keeps the mean and the variance of self-normalising nets, while training. */
export const alphaDropout = (rate: number, options: LayerOptions = {}): AlphaDropout => new AlphaDropout(rate, options);
