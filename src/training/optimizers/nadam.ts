import { knownOptions } from "../../core/options.ts";
import { add, div, mul, sqrt, square, sub } from "../../graph/index.ts";
import { MOMENT_OPTIONS, type MomentOptions } from "./adam.ts";
import { average, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

/**
 * Creates the Nadam optimizer (Dozat, 2016): Adam with Nesterov momentum. The defaults are Keras's: learning rate 0.001, β₁ 0.9,
 * β₂ 0.999, ε 1e-7.
 * @example
 * model.compile({ loss: "mse", optimizer: nadam() });
 */
export function nadam(options: MomentOptions = {}): Optimizer {
  const known = knownOptions("nadam", options, MOMENT_OPTIONS);
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, weightDecay = 0 } = known;
  const momentumAt = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** t);
  const products = [1];
  const productUpTo = (t: number): number => {
    while (products.length <= t) products.push(products.at(-1)! * momentumAt(products.length));
    return products[t]!;
  };
  const optimizer: Optimizer = {
    kind: "nadam",
    learningRate,
    config: { beta1, beta2, epsilon },
    slotCount: 2,
    gradientScale: 1,
    elementwise: true,
    scalars: (t, rate) => [
      (rate * momentumAt(t + 1)) / (1 - productUpTo(t + 1)),
      (rate * (1 - momentumAt(t))) / (1 - productUpTo(t)),
      1 / (1 - beta2 ** t),
    ],
    update(weight, gradient, [m, v], [forMean, forGradient, correction]) {
      const [mean, variance] = [average(m!, gradient, beta1), average(v!, square(gradient), beta2)];
      const direction = add(mul(mean, forMean!), mul(gradient, forGradient!));
      return { weight: sub(weight, div(direction, add(sqrt(mul(variance, correction!)), epsilon))), slots: [mean, variance] };
    },
  };
  return withAverage(withDecay(optimizer, weightDecay), known);
}
