import { knownOptions } from "../../core/options.ts";
import { add, mul, sub } from "../../graph/index.ts";
import { DECAY_OPTIONS, type Decay, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

export interface SgdOptions extends Decay {
  /** 0 by default. */
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

/** Stochastic gradient descent, with (Nesterov) momentum. Learning rate .01 by default. */
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
