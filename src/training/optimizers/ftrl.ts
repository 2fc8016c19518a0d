import { knownOptions } from "../../core/options.ts";
import { add, clip, div, mul, sqrt, square, sub, type Tensor } from "../../graph/index.ts";
import { DECAY_OPTIONS, type Decay, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

export interface FtrlOptions extends Decay {
  /** What the sum of squared gradients begins with; .1 by default. */
  readonly initialAccumulatorValue?: number;
  /** Holds weights at 0 that don't pull harder than this; 0 by default. */
  readonly l1RegularizationStrength?: number;
  /** Pulls weights towards 0; 0 by default. */
  readonly l2RegularizationStrength?: number;
  /** The paper's β; 0 by default. */
  readonly beta?: number;
}

/** Follows the regularised leader (McMahan et al., 2013): weights that most data don't need stay 0. Keras's defaults: rate .001, sums from .1. */
export function ftrl(options: FtrlOptions = {}): Optimizer {
  const known = knownOptions("ftrl", options, {
    ...DECAY_OPTIONS,
    initialAccumulatorValue: true,
    l1RegularizationStrength: true,
    l2RegularizationStrength: true,
    beta: true,
  });
  const { learningRate = 0.001, initialAccumulatorValue = 0.1, beta = 0, weightDecay = 0 } = known;
  const { l1RegularizationStrength: l1 = 0, l2RegularizationStrength: l2 = 0 } = known;
  const root = (sum: Tensor): Tensor => sqrt(add(sum, initialAccumulatorValue));
  const optimizer: Optimizer = {
    kind: "ftrl",
    learningRate,
    config: { initialAccumulatorValue, l1RegularizationStrength: l1, l2RegularizationStrength: l2, beta },
    slotCount: 2,
    gradientScale: 1,
    elementwise: true,
    scalars: (_t, rate) => [rate, 2 * l2 + beta / rate],
    update(weight, gradient, [sum, linear], [rate, ridge]) {
      // Slots begin at zero: what sums begin with is added where they are used.
      const next = add(sum!, square(gradient));
      const change = div(sub(root(next), root(sum!)), rate!);
      const pull = add(linear!, sub(gradient, mul(change, weight)));
      const quadratic = add(div(root(next), rate!), ridge!);
      return { weight: div(sub(clip(pull, -l1, l1), pull), quadratic), slots: [next, pull] };
    },
  };
  return withAverage(withDecay(optimizer, weightDecay), known);
}
