import { knownOptions } from "../../core/options.ts";
import { abs, add, div, maximum, mul, sub } from "../../graph/index.ts";
import { MOMENT_OPTIONS, type MomentOptions } from "./adam.ts";
import { average, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

/**
 * Creates the Adamax optimizer (Kingma & Ba, 2015): Adam with the largest recent gradient instead of the mean squared gradient.
 * The defaults are Keras's: learning rate 0.001, β₁ 0.9, β₂ 0.999, ε 1e-7.
 * @example
 * model.compile({ loss: "mse", optimizer: adamax() });
 */
export function adamax(options: MomentOptions = {}): Optimizer {
  const known = knownOptions("adamax", options, MOMENT_OPTIONS);
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, weightDecay = 0 } = known;
  const optimizer: Optimizer = {
    kind: "adamax",
    learningRate,
    config: { beta1, beta2, epsilon },
    slotCount: 2,
    gradientScale: 1,
    elementwise: true,
    scalars: (t, rate) => [rate / (1 - beta1 ** t)],
    update(weight, gradient, [m, u], [step]) {
      const [mean, largest] = [average(m!, gradient, beta1), maximum(mul(u!, beta2), abs(gradient))];
      return { weight: sub(weight, div(mul(mean, step!), add(largest, epsilon))), slots: [mean, largest] };
    },
  };
  return withAverage(withDecay(optimizer, weightDecay), known);
}
