import { OptionError } from "../core/errors.ts";
import { cast, equal, max, mul, sub, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { overFeatures } from "./masks.ts";
import { expectSequences } from "./sequences.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `masking`. */
export interface MaskingOptions extends LayerOptions {
  /** Value that all features of a masked step are equal to; default 0. */
  readonly maskValue?: number;
}

/**
 * Masks the steps of sequences whose features all equal `maskValue`. Their numbers become 0, and later layers that support
 * masks skip them. Input and output [batch, time, features].
 * @example
 * const model = sequential([masking({ inputShape: [50, 3] }), lstm(16), dense(1)]);
 */
export class Masking extends Layer {
  static override readonly takes = layerTakes<MaskingOptions>("Masking", { maskValue: true });
  readonly maskValue: number;

  /** @throws OptionError if `maskValue` isn't a finite number. */
  constructor({ maskValue = 0, ...options }: MaskingOptions = {}) {
    super(options);
    if (!Number.isFinite(maskValue))
      throw new OptionError(
        `maskValue of a Masking layer must be a number, but it is ${JSON.stringify(maskValue)}. Replace missing values with a number that doesn't occur in the data.`,
      );
    this.maskValue = maskValue;
  }

  call(x: Tensor): Tensor {
    return mul(x, overFeatures(this.computeMask(x)));
  }

  /** Returns only the layer's own mask, as Keras does; a mask of the input has no effect any more. */
  override computeMask(x: Tensor): Tensor {
    expectSequences(x);
    return max(sub(1, cast(equal(x, this.maskValue), "float32")), -1);
  }
}

/**
 * Creates a layer that masks steps.
 * @throws OptionError if `maskValue` isn't a finite number.
 * @example
 * const model = sequential([masking({ maskValue: -1, inputShape: [50, 3] }), lstm(16)]);
 */
export const masking = (options: MaskingOptions = {}): Masking => new Masking(options);
