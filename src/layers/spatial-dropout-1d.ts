import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { dropped, rateOf } from "./dropout.ts";
import { Layer } from "./layer.ts";
import { expectSequences } from "./sequences.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * While training, sets a share of the features to 0 at all steps of a sequence, and scales the others by 1 / (1 - rate) (Tompson et al., 2015): neighbouring
 * steps are alike, so that dropping single ones hides little. [batch, time, features], and the output has the same shape.
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

/** Dropout of whole features of sequences, while training. */
export const spatialDropout1d = (rate: number, options: LayerOptions = {}): SpatialDropout1D =>
  new SpatialDropout1D(rate, options);
