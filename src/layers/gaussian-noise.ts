import { OptionError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { add, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** While training, adds normal noise with mean 0. Any shape. */
export class GaussianNoise extends Layer {
  static override readonly takes = layerTakes("GaussianNoise", {}, "stddev");
  override readonly supportsMasking = true;
  readonly stddev: number;

  constructor(stddev: number, options: LayerOptions = {}) {
    super(options);
    if (!(stddev >= 0 && Number.isFinite(stddev)))
      throw new OptionError(`stddev must be a number of at least 0, but it is ${shown(stddev)}.`);
    this.stddev = stddev;
  }

  call(x: Tensor, { training, random }: CallContext): Tensor {
    return training && this.stddev > 0 ? add(x, random.normal(x.shape, this.stddev)) : x;
  }
}

/**
 * Creates a layer that adds normal noise while training.
 * @param stddev - standard deviation of the noise, at least 0.
 * @throws OptionError if `stddev` is below 0.
 * @example
 * const model = sequential([gaussianNoise(0.2, { inputShape: [784] }), dense(100)]);
 */
export const gaussianNoise = (stddev: number, options: LayerOptions = {}): GaussianNoise => new GaussianNoise(stddev, options);
