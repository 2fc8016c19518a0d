import { knownOptions } from "../../core/options.ts";
import { add, mul, sign, sub } from "../../graph/index.ts";
import { DECAY_OPTIONS, type Decay, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

export interface LionOptions extends Decay {
  /** How much of the momentum, and not of the gradient, decides the step's sign; .9 by default. */
  readonly beta1?: number;
  /** Decay of the momentum; .99 by default. */
  readonly beta2?: number;
}

/** Steps of equal size by the sign of a momentum (Chen et al., 2023) with Keras's defaults: rate .001, β₁ .9, β₂ .99. Take a rate a third to a tenth of Adam's. */
export function lion(options: LionOptions = {}): Optimizer {
  const known = knownOptions("lion", options, { ...DECAY_OPTIONS, beta1: true, beta2: true });
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.99, weightDecay = 0 } = known;
  const optimizer: Optimizer = {
    kind: "lion",
    learningRate,
    config: { beta1, beta2 },
    slotCount: 1,
    gradientScale: 1,
    elementwise: true,
    scalars: (_t, rate) => [rate],
    update(weight, gradient, [momentum], [rate]) {
      const direction = sign(add(mul(momentum!, beta1), mul(gradient, 1 - beta1)));
      const next = add(mul(momentum!, beta2), mul(gradient, 1 - beta2));
      return { weight: sub(weight, mul(direction, rate!)), slots: [next] };
    },
  };
  return withAverage(withDecay(optimizer, weightDecay), known);
}
