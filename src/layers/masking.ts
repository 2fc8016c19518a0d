import { OptionError } from "../core/errors.ts";
import { cast, equal, max, mul, sub, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { overFeatures } from "./masks.ts";
import { expectSequences } from "./sequences.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

export interface MaskingOptions extends LayerOptions {
  /** What all features of a step that is to be skipped are equal to; 0 by default. */
  readonly maskValue?: number;
}

/**
 * Skips steps of sequences whose features all equal `maskValue`, wherever they stand: their numbers become 0, and the layers behind that know of masks leave
 * them out. Input and output [batch, time, features].
 * @example
 * const model = sequential([masking({ inputShape: [50, 3] }), lstm(16), dense(1)]);
 */
export class Masking extends Layer {
  static override readonly takes = layerTakes<MaskingOptions>("Masking", { maskValue: true });
  readonly maskValue: number;

  /** @throws OptionError where `maskValue` isn't a finite number. */
  constructor({ maskValue = 0, ...options }: MaskingOptions = {}) {
    super(options);
    if (!Number.isFinite(maskValue))
      throw new OptionError(
        `maskValue of a Masking layer is a number, but this is ${JSON.stringify(maskValue)}. Replace missing values by a number that the data doesn't have.`,
      );
    this.maskValue = maskValue;
  }

  call(x: Tensor): Tensor {
    return mul(x, overFeatures(this.computeMask(x)));
  }

  /** Its own mask alone, as in Keras: one of the sequences that it takes no longer counts. */
  override computeMask(x: Tensor): Tensor {
    expectSequences(x);
    return max(sub(1, cast(equal(x, this.maskValue), "float32")), -1);
  }
}

/** Steps whose features all equal a value are skipped: `masking({ maskValue: -1 })`. */
export const masking = (options: MaskingOptions = {}): Masking => new Masking(options);
