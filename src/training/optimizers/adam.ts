import { knownOptions, type OptionNames } from "../../core/options.ts";
import { add, div, mul, sqrt, square, sub } from "../../graph/index.ts";
import { average, type Optimizer, type Rate } from "./optimizer.ts";

export interface AdamOptions extends Rate {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

export const ADAM_OPTIONS: OptionNames<AdamOptions> = { learningRate: true, beta1: true, beta2: true, epsilon: true };

/** Adam, whose weights shrink by rate · `weightDecay` at each step. */
export function adamLike(
  kind: string,
  { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamOptions,
  weightDecay: number,
): Optimizer {
  return {
    kind,
    learningRate,
    config: { beta1, beta2, epsilon, ...(kind === "adamW" && { weightDecay }) },
    slotCount: 2,
    gradientScale: 1,
    scalars: (t, rate) => [(rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t), 1 - rate * weightDecay],
    update(weight, gradient, [m, v], [step, keep]) {
      const [mean, variance] = [average(m!, gradient, beta1), average(v!, square(gradient), beta2)];
      const decayed = weightDecay > 0 ? mul(weight, keep!) : weight;
      return { weight: sub(decayed, div(mul(mean, step!), add(sqrt(variance), epsilon))), slots: [mean, variance] };
    },
  };
}

/** Adam (Kingma & Ba, 2015) with Keras's defaults: rate .001, β₁ .9, β₂ .999, ε 1e-7. */
export const adam = (options: AdamOptions = {}): Optimizer => adamLike("adam", knownOptions("adam", options, ADAM_OPTIONS), 0);
