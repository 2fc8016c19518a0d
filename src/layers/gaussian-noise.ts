import { OptionError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { add, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** While training, adds normal noise of a standard deviation. Any shape. */
export class GaussianNoise extends Layer {
  static override readonly takes = layerTakes("GaussianNoise", {}, "stddev");
  override readonly supportsMasking = true;
  readonly stddev: number;

  constructor(stddev: number, options: LayerOptions = {}) {
    super(options);
    if (!(stddev >= 0 && Number.isFinite(stddev)))
      throw new OptionError(`A standard deviation is a number of at least 0, but this is ${shown(stddev)}.`);
    this.stddev = stddev;
  }

  call(x: Tensor, { training, random }: CallContext): Tensor {
    return training && this.stddev > 0 ? add(x, random.normal(x.shape, this.stddev)) : x;
  }
}

/** Normal noise on the inputs, while training. */
export const gaussianNoise = (stddev: number, options: LayerOptions = {}): GaussianNoise => new GaussianNoise(stddev, options);
