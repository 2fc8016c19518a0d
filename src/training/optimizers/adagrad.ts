import { knownOptions } from "../../core/options.ts";
import { add, div, mul, sqrt, square, sub } from "../../graph/index.ts";
import { DECAY_OPTIONS, type Decay, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

/** Options of `adagrad`. */
export interface AdagradOptions extends Decay {
  /** First value of the sum of squared gradients; 0.1 by default. */
  readonly initialAccumulatorValue?: number;
  readonly epsilon?: number;
}

/**
 * Creates the Adagrad optimizer (Duchi et al., 2011). It divides each step by the square root of the sum of all squared gradients
 * so far. The defaults are Keras's: learning rate 0.001, sums that start at 0.1, ε 1e-7.
 * @example
 * model.compile({ loss: "mse", optimizer: adagrad({ learningRate: 0.01 }) });
 */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  const known = knownOptions("adagrad", options, {
    ...DECAY_OPTIONS,
    initialAccumulatorValue: true,
    epsilon: true,
  });
  const { learningRate = 0.001, initialAccumulatorValue = 0.1, epsilon = 1e-7, weightDecay = 0 } = known;
  const optimizer: Optimizer = {
    kind: "adagrad",
    learningRate,
    config: { initialAccumulatorValue, epsilon },
    slotCount: 1,
    gradientScale: 1,
    elementwise: true,
    scalars: (_t, rate) => [rate],
    update(weight, gradient, [sum], [rate]) {
      // Slots start at zero, so the first value of the sum is added here.
      const next = add(sum!, square(gradient));
      const root = sqrt(add(next, initialAccumulatorValue + epsilon));
      return { weight: sub(weight, div(mul(gradient, rate!), root)), slots: [next] };
    },
  };
  return withAverage(withDecay(optimizer, weightDecay), known);
}
