import { knownOptions } from "../../core/options.ts";
import { add, div, greater, mul, sqrt, square, sub, sum, type Tensor, where } from "../../graph/index.ts";
import { MOMENT_OPTIONS, type MomentOptions } from "./adam.ts";
import { average, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

/**
 * Creates the LAMB optimizer (You et al., 2020) for large batches. It is Adam with a step for each variable whose length is the
 * learning rate times the variable's length. The defaults are those of Adam, as in Keras.
 * @example
 * await model.compile({ loss: "mse", optimizer: lamb() }).fit(x, y, { batchSize: 4096 });
 */
export function lamb(options: MomentOptions = {}): Optimizer {
  const known = knownOptions("lamb", options, MOMENT_OPTIONS);
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, weightDecay = 0 } = known;
  const optimizer: Optimizer = {
    kind: "lamb",
    learningRate,
    config: { beta1, beta2, epsilon },
    slotCount: 2,
    gradientScale: 1,
    scalars: (t, rate) => [rate, 1 / (1 - beta1 ** t), 1 / (1 - beta2 ** t)],
    update(weight, gradient, [m, v], [rate, forMean, forVariance]) {
      const [mean, variance] = [average(m!, gradient, beta1), average(v!, square(gradient), beta2)];
      const step = div(mul(mean, forMean!), add(sqrt(mul(variance, forVariance!)), epsilon));
      return { weight: sub(weight, mul(step, mul(trust(lengthOf(weight), lengthOf(step)), rate!))), slots: [mean, variance] };
    },
  };
  return withAverage(withDecay(optimizer, weightDecay), known);
}

const lengthOf = (x: Tensor): Tensor => sqrt(sum(square(x)));

/** Returns the variable's length divided by the step's length, or 1 if either is 0. */
const trust = (weight: Tensor, step: Tensor): Tensor => where(greater(mul(weight, step), 0), div(weight, step), 1);
