import { knownOptions } from "../../core/options.ts";
import { add, div, mul, sqrt, square, sub } from "../../graph/index.ts";
import { DECAY_OPTIONS, type Decay, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

/** Options of `rmsprop`. */
export interface RmspropOptions extends Decay {
  /** Decay of the running mean of squared gradients; 0.9 by default. */
  readonly rho?: number;
  /** Momentum; 0 by default. */
  readonly momentum?: number;
  /** Small number that is added under the square root; 1e-7 by default. */
  readonly epsilon?: number;
}

/**
 * Creates the RMSprop optimizer (Tieleman & Hinton, 2012). The defaults are Keras's: learning rate 0.001, ρ 0.9, no momentum, ε
 * 1e-7 under the root.
 * @example
 * model.compile({ loss: "mse", optimizer: rmsprop({ learningRate: 0.01 }) });
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const known = knownOptions("rmsprop", options, {
    ...DECAY_OPTIONS,
    rho: true,
    momentum: true,
    epsilon: true,
  });
  const { learningRate = 0.001, rho = 0.9, momentum = 0, epsilon = 1e-7, weightDecay = 0 } = known;
  const optimizer: Optimizer = {
    kind: "rmsprop",
    learningRate,
    config: { rho, momentum, epsilon },
    slotCount: momentum > 0 ? 2 : 1,
    gradientScale: Math.sqrt(1 - rho),
    elementwise: true,
    scalars: (_t, rate) => [rate / Math.sqrt(1 - rho)],
    update(weight, scaled, [v, velocity], [rate]) {
      const power = add(mul(v!, rho), square(scaled));
      const step = mul(div(scaled, sqrt(add(power, epsilon))), rate!);
      if (!velocity) return { weight: sub(weight, step), slots: [power] };
      const next = add(mul(velocity, momentum), step);
      return { weight: sub(weight, next), slots: [power, next] };
    },
  };
  return withAverage(withDecay(optimizer, weightDecay), known);
}
