import { knownOptions } from "../../core/options.ts";
import { add, clip, div, mul, sqrt, square, sub, type Tensor } from "../../graph/index.ts";
import { DECAY_OPTIONS, type Decay, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

/** Options of `ftrl`. */
export interface FtrlOptions extends Decay {
  /** First value of the sum of squared gradients; 0.1 by default. */
  readonly initialAccumulatorValue?: number;
  /** Strength of the L1 regularisation, which sets weights with weak gradients to 0; 0 by default. */
  readonly l1RegularizationStrength?: number;
  /** Strength of the L2 regularisation, which pulls weights towards 0; 0 by default. */
  readonly l2RegularizationStrength?: number;
  /** The paper's β; 0 by default. */
  readonly beta?: number;
}

/**
 * Creates the FTRL optimizer, "follow the regularised leader" (McMahan et al., 2013). With L1 regularisation, weights that few
 * examples need stay 0. The defaults are Keras's: learning rate 0.001, sums that start at 0.1.
 * @example
 * model.compile({ loss: "mse", optimizer: ftrl({ l1RegularizationStrength: 0.01 }) });
 */
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
      // Slots start at zero, so the first value of the sum is added where it is used.
      const next = add(sum!, square(gradient));
      const change = div(sub(root(next), root(sum!)), rate!);
      const pull = add(linear!, sub(gradient, mul(change, weight)));
      const quadratic = add(div(root(next), rate!), ridge!);
      return { weight: div(sub(clip(pull, -l1, l1), pull), quadratic), slots: [next, pull] };
    },
  };
  return withAverage(withDecay(optimizer, weightDecay), known);
}
