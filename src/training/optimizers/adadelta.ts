import { knownOptions } from "../../core/options.ts";
import { add, div, mul, sqrt, square, sub, type Tensor } from "../../graph/index.ts";
import { average, DECAY_OPTIONS, type Decay, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

/** Options of `adadelta`. */
export interface AdadeltaOptions extends Decay {
  /** Decay of the running means of squared gradients and squared steps; 0.95 by default. */
  readonly rho?: number;
  readonly epsilon?: number;
}

/**
 * Creates the Adadelta optimizer (Zeiler, 2012). It adapts the step of each weight to the mean squares of its gradients and of
 * its earlier steps. The defaults are Keras's: learning rate 0.001, ρ 0.95, ε 1e-7.
 * @example
 * model.compile({ loss: "mse", optimizer: adadelta({ learningRate: 1 }) });
 */
export function adadelta(options: AdadeltaOptions = {}): Optimizer {
  const known = knownOptions("adadelta", options, { ...DECAY_OPTIONS, rho: true, epsilon: true });
  const { learningRate = 0.001, rho = 0.95, epsilon = 1e-7, weightDecay = 0 } = known;
  const root = (x: Tensor): Tensor => sqrt(add(x, epsilon));
  const optimizer: Optimizer = {
    kind: "adadelta",
    learningRate,
    config: { rho, epsilon },
    slotCount: 2,
    gradientScale: 1,
    elementwise: true,
    scalars: (_t, rate) => [rate],
    update(weight, gradient, [squares, steps], [rate]) {
      const power = average(squares!, square(gradient), rho);
      const step = div(mul(root(steps!), gradient), root(power));
      return { weight: sub(weight, mul(step, rate!)), slots: [power, average(steps!, square(step), rho)] };
    },
  };
  return withAverage(withDecay(optimizer, weightDecay), known);
}
