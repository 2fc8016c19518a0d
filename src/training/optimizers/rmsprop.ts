import { knownOptions } from "../../core/options.ts";
import { add, div, mul, sqrt, square, sub } from "../../graph/index.ts";
import { DECAY_OPTIONS, type Decay, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

export interface RmspropOptions extends Decay {
  readonly rho?: number;
  readonly momentum?: number;
  readonly epsilon?: number;
}

/** RMSprop (Tieleman & Hinton, 2012) with Keras's defaults: rate .001, ρ .9, no momentum, ε 1e-7 under the root. */
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
