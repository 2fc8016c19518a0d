import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { dropped, rateOf } from "./dropout.ts";
import { Layer } from "./layer.ts";
import { expectSequences } from "./sequences.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * While training, sets a random share of the features to 0 at all steps of a sequence. The others are multiplied by 1 / (1 -
 * rate) (Tompson et al., 2015). Neighbouring steps are similar, so dropping single ones would hide little. Input [batch,
 * time, features]; the output has the same shape.
 */
export class SpatialDropout1D extends Layer {
  static override readonly takes = layerTakes("SpatialDropout1D", {}, "rate");
  override readonly supportsMasking = true;
  readonly rate: number;

  constructor(rate: number, options: LayerOptions = {}) {
    super(options);
    this.rate = rateOf("dropout", rate);
  }

  call(x: Tensor, { training, random }: CallContext): Tensor {
    const [, features] = expectSequences(x);
    return training && this.rate > 0 ? dropped(x, [x.shape[0]!, 1, features], this.rate, random) : x;
  }
}

/**
 * Creates a layer that drops whole features of sequences while training.
 * @param rate - share of the features to drop, from 0 to below 1.
 * @throws OptionError if the rate isn't in that range.
 * @example
 * const layer = spatialDropout1d(0.2);
 */
export const spatialDropout1d = (rate: number, options: LayerOptions = {}): SpatialDropout1D =>
  new SpatialDropout1D(rate, options);
