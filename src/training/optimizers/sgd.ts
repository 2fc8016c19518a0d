import { knownOptions } from "../../core/options.ts";
import { add, mul, sub } from "../../graph/index.ts";
import { DECAY_OPTIONS, type Decay, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

/** Options of `sgd`. */
export interface SgdOptions extends Decay {
  /** Momentum; 0 by default. */
  readonly momentum?: number;
  /** Whether to use Nesterov momentum; false by default. */
  readonly nesterov?: boolean;
}

/**
 * Creates stochastic gradient descent, optionally with (Nesterov) momentum. The learning rate is 0.01 by default.
 * @example
 * model.compile({ loss: "mse", optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }) });
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const known = knownOptions("sgd", options, { ...DECAY_OPTIONS, momentum: true, nesterov: true });
  const { learningRate = 0.01, momentum = 0, nesterov = false, weightDecay = 0 } = known;
  const optimizer: Optimizer = {
    kind: "sgd",
    learningRate,
    config: { momentum, nesterov },
    slotCount: momentum > 0 ? 1 : 0,
    gradientScale: "rate",
    elementwise: true,
    scalars: () => [],
    update(weight, scaled, [velocity]) {
      if (!velocity) return { weight: sub(weight, scaled), slots: [] };
      const next = sub(mul(velocity, momentum), scaled);
      const step = nesterov ? sub(mul(next, momentum), scaled) : next;
      return { weight: add(weight, step), slots: [next] };
    },
  };
  return withAverage(withDecay(optimizer, weightDecay), known);
}
