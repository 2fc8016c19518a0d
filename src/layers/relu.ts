import { OptionError } from "../core/errors.ts";
import { orFirst } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { less, minimum, mul, relu as rectified, sub, type Tensor, where } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { slopeOf } from "./leaky-relu.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `relu`. */
export interface ReLUOptions extends LayerOptions {
  /** Maximum of the output; default: no limit. */
  readonly maxValue?: number;
  /** Slope below the threshold; default 0. */
  readonly negativeSlope?: number;
  /** Number from which on the input is returned unchanged; default 0. */
  readonly threshold?: number;
}

/**
 * Computes x, at most `maxValue`, from the threshold on, and negativeSlope · (x - threshold) below it. By default, that is
 * max(x, 0). Any shape; the output has the same shape.
 */
export class ReLU extends Layer {
  static override readonly takes = layerTakes<ReLUOptions>("ReLU", { maxValue: true, negativeSlope: true, threshold: true });
  override readonly supportsMasking = true;
  readonly maxValue: number | undefined;
  readonly negativeSlope: number;
  readonly threshold: number;

  constructor({ maxValue, negativeSlope = 0, threshold = 0, ...options }: ReLUOptions = {}) {
    super(options);
    for (const [name, value] of Object.entries({ maxValue, threshold })) {
      if (value !== undefined && value !== null && !(value >= 0))
        throw new OptionError(`${name} must be a number of at least 0, but it is ${shown(value)}.`);
    }
    this.maxValue = maxValue ?? undefined;
    this.negativeSlope = slopeOf(negativeSlope);
    this.threshold = threshold;
  }

  call(x: Tensor): Tensor {
    const { threshold, negativeSlope, maxValue } = this;
    const below = () => (threshold === 0 ? mul(x, negativeSlope) : mul(sub(x, threshold), negativeSlope));
    const risen = threshold === 0 && negativeSlope === 0 ? rectified(x) : where(less(x, threshold), below(), x);
    return maxValue === undefined ? risen : minimum(risen, maxValue);
  }
}

/**
 * Creates a layer of rectifiers.
 * @param options - options, or only `maxValue`.
 * @throws OptionError if a number is below 0.
 * @example
 * const layer = relu({ maxValue: 6 }); // or relu(6)
 */
export const relu = (options: ReLUOptions | number = {}): ReLU => new ReLU(orFirst<ReLUOptions>("maxValue", options));
