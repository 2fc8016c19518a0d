import { knownOptions } from "../../core/options.ts";
import { add, div, greater, mul, sqrt, square, sub, sum, type Tensor, where } from "../../graph/index.ts";
import { MOMENT_OPTIONS, type MomentOptions } from "./adam.ts";
import { average, type Optimizer, withAverage, withDecay } from "./optimizer.ts";

/** Adam whose step for each variable is as long as the variable itself, times the rate (You et al., 2020): for large batches. Keras's defaults, those of Adam. */
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

/** The variable's length over the step's; 1 where either is 0. */
const trust = (weight: Tensor, step: Tensor): Tensor => where(greater(mul(weight, step), 0), div(weight, step), 1);
