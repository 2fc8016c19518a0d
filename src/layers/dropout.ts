import { OptionError } from "../core/errors.ts";
import { cast, constantOf, less, mul, shiftRight, type Tensor } from "../graph/index.ts";
import { type CallContext, Layer, type LayerOptions } from "./layer.ts";

/** While training, sets a share of the inputs to 0 and scales the others by 1 / (1 - rate) (Srivastava et al., 2014). Any shape. */
export class Dropout extends Layer {
  readonly kind = "Dropout";
  readonly rate: number;

  constructor(rate: number, options: LayerOptions = {}) {
    super(options);
    if (!(rate >= 0 && rate < 1)) throw new OptionError(`A dropout rate is at least 0 and less than 1, but this is ${rate}.`);
    this.rate = rate;
  }

  call(x: Tensor, { training, random }: CallContext): Tensor {
    if (!training || this.rate === 0) return x;
    // Compared as integers, so that every runtime drops exactly the same inputs.
    const draw = cast(shiftRight(random.bits(x.shape), 8), "int32");
    const kept = cast(less(draw, constantOf("int32", [], [Math.round((1 - this.rate) * 2 ** 24)])), "float32");
    return mul(x, mul(kept, 1 / (1 - this.rate)));
  }

  override config() {
    return { rate: this.rate };
  }
}

/** Dropout of a share of the inputs, while training. */
export const dropout = (rate: number, options: LayerOptions = {}): Dropout => new Dropout(rate, options);
