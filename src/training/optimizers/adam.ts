import { knownOptions, type OptionNames } from "../../core/options.ts";
import { add, div, maximum, mul, sqrt, square, sub } from "../../graph/index.ts";
import { average, DECAY_OPTIONS, type Decay, type Optimizer, withAverage } from "./optimizer.ts";

export interface MomentOptions extends Decay {
  /** Decay of the mean of gradients. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients. */
  readonly beta2?: number;
  /** Keeps the division from one by zero. */
  readonly epsilon?: number;
}

export interface AdamOptions extends MomentOptions {
  /** Divides by the largest mean of squared gradients so far, in place of the present one (AMSGrad; Reddi et al., 2018); false by default. */
  readonly amsgrad?: boolean;
}

export const MOMENT_OPTIONS: OptionNames<MomentOptions> = {
  ...DECAY_OPTIONS,
  beta1: true,
  beta2: true,
  epsilon: true,
};

export const ADAM_OPTIONS: OptionNames<AdamOptions> = { ...MOMENT_OPTIONS, amsgrad: true };

/** Adam, whose weights shrink by rate · `weightDecay` at each step. */
export function adamLike(
  kind: string,
  { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, amsgrad = false, ...averaging }: AdamOptions,
  weightDecay: number,
): Optimizer {
  const keepsDecay = kind === "adamW" || weightDecay > 0;
  const optimizer: Optimizer = {
    kind,
    learningRate,
    config: { beta1, beta2, epsilon, ...(keepsDecay && { weightDecay }), ...(amsgrad && { amsgrad }) },
    slotCount: amsgrad ? 3 : 2,
    gradientScale: 1,
    elementwise: true,
    scalars: (t, rate) => [(rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t), 1 - rate * weightDecay],
    update(weight, gradient, [m, v, largest], [step, keep]) {
      const [mean, variance] = [average(m!, gradient, beta1), average(v!, square(gradient), beta2)];
      const most = largest && maximum(largest, variance);
      const decayed = weightDecay > 0 ? mul(weight, keep!) : weight;
      const next = sub(decayed, div(mul(mean, step!), add(sqrt(most ?? variance), epsilon)));
      return { weight: next, slots: most ? [mean, variance, most] : [mean, variance] };
    },
  };
  return withAverage(optimizer, averaging);
}

/** Adam (Kingma & Ba, 2015) with Keras's defaults: rate .001, β₁ .9, β₂ .999, ε 1e-7. */
export function adam(options: AdamOptions = {}): Optimizer {
  const { weightDecay = 0, ...rest } = knownOptions("adam", options, ADAM_OPTIONS);
  return adamLike("adam", rest, weightDecay);
}
