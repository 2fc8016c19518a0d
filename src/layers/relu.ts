import { OptionError } from "../core/errors.ts";
import { orFirst } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { less, minimum, mul, relu as rectified, sub, type Tensor, where } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { slopeOf } from "./leaky-relu.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

export interface ReLUOptions extends LayerOptions {
  /** The most that comes out; no limit by default. */
  readonly maxValue?: number;
  /** Slope below the threshold; 0 by default. */
  readonly negativeSlope?: number;
  /** From where on numbers pass as they are; 0 by default. */
  readonly threshold?: number;
}

/**
 * x from the threshold on, at most `maxValue`, and negativeSlope · (x - threshold) below it: max(x, 0) by default. Any shape; the output has the same
 * shape.
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
        throw new OptionError(`${name} is a number of at least 0, but this is ${shown(value)}.`);
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

/** A rectifier: `relu({ maxValue: 6 })`, or `relu(6)`. */
export const relu = (options: ReLUOptions | number = {}): ReLU => new ReLU(orFirst<ReLUOptions>("maxValue", options));
