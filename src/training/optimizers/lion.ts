import { knownOptions } from "../../core/options.ts";
import { add, mul, sign, sub } from "../../graph/index.ts";
import { DECAY_OPTIONS, type Decay, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

/** Options of `lion`. */
export interface LionOptions extends Decay {
  /** Share of the momentum, instead of the gradient, in the step's sign; 0.9 by default. */
  readonly beta1?: number;
  /** Decay of the momentum; 0.99 by default. */
  readonly beta2?: number;
}

/**
 * Creates the Lion optimizer (Chen et al., 2023). All its steps have the same size and the sign of a momentum. The defaults are
 * Keras's: learning rate 0.001, β₁ 0.9, β₂ 0.99. Use a learning rate that is a tenth to a third of Adam's.
 * @example
 * model.compile({ loss: "mse", optimizer: lion({ learningRate: 1e-4 }) });
 */
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
