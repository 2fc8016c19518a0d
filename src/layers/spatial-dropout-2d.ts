import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { dropped, rateOf } from "./dropout.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast, expectImages } from "./windows.ts";

type SpatialDropout2DOptions = LayerOptions & DataFormat;

/**
 * While training, sets a random share of the channels to 0 in a whole image. The others are multiplied by 1 / (1 - rate)
 * (Tompson et al., 2015). Neighbouring pixels are similar, so dropping single ones would hide little. Input [batch, height,
 * width, channels]; the output has the same shape.
 */
export class SpatialDropout2D extends Layer {
  static override readonly takes = layerTakes<SpatialDropout2DOptions>("SpatialDropout2D", { dataFormat: true }, "rate");
  override readonly supportsMasking = true;
  readonly rate: number;

  constructor(rate: number, options: SpatialDropout2DOptions = {}) {
    super(options);
    expectChannelsLast(options);
    this.rate = rateOf("dropout", rate);
  }

  call(x: Tensor, { training, random }: CallContext): Tensor {
    expectImages(x);
    return training && this.rate > 0 ? dropped(x, [x.shape[0]!, 1, 1, x.shape[3]!], this.rate, random) : x;
  }
}

/**
 * Creates a layer that drops whole channels of images while training.
 * @param rate - share of the channels to drop, from 0 to below 1.
 * @throws OptionError if the rate isn't in that range.
 * @example
 * const layer = spatialDropout2d(0.2);
 */
export const spatialDropout2d = (rate: number, options: SpatialDropout2DOptions = {}): SpatialDropout2D =>
  new SpatialDropout2D(rate, options);
