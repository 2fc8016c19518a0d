import { knownOptions } from "../../core/options.ts";
import { add, div, mul, sqrt, square, sub } from "../../graph/index.ts";
import { DECAY_OPTIONS, type Decay, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

export interface AdagradOptions extends Decay {
  /** What the sum of squared gradients begins with; .1 by default. */
  readonly initialAccumulatorValue?: number;
  readonly epsilon?: number;
}

/** Steps divided by the root of the sum of all squared gradients (Duchi et al., 2011) with Keras's defaults: rate .001, sums from .1, ε 1e-7. */
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
      // Slots begin at zero: what sums begin with is added where they are used.
      const next = add(sum!, square(gradient));
      const root = sqrt(add(next, initialAccumulatorValue + epsilon));
      return { weight: sub(weight, div(mul(gradient, rate!), root)), slots: [next] };
    },
  };
  return withAverage(withDecay(optimizer, weightDecay), known);
}
