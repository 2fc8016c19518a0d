import { knownOptions, type OptionNames } from "../../core/options.ts";
import { add, div, maximum, mul, sqrt, square, sub } from "../../graph/index.ts";
import { average, DECAY_OPTIONS, type Decay, type Optimizer, withAverage } from "./optimizer.ts";

/** Options of optimizers that use running means of gradients and of their squares. */
export interface MomentOptions extends Decay {
  /** Decay of the running mean of gradients; 0.9 by default. */
  readonly beta1?: number;
  /** Decay of the running mean of squared gradients; 0.999 by default. */
  readonly beta2?: number;
  /** Small number that prevents a division by zero; 1e-7 by default. */
  readonly epsilon?: number;
}

/** Options of `adam` and `adamW`. */
export interface AdamOptions extends MomentOptions {
  /**
   * Whether to divide by the largest mean of squared gradients so far instead of the current one (AMSGrad; Reddi et al., 2018);
   * false by default.
   */
  readonly amsgrad?: boolean;
}

export const MOMENT_OPTIONS: OptionNames<MomentOptions> = {
  ...DECAY_OPTIONS,
  beta1: true,
  beta2: true,
  epsilon: true,
};

export const ADAM_OPTIONS: OptionNames<AdamOptions> = { ...MOMENT_OPTIONS, amsgrad: true };

/** Creates an optimizer of Adam's family. Each step shrinks the weights by learning rate · `weightDecay`. */
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

/**
 * Creates the Adam optimizer (Kingma & Ba, 2015). The defaults are Keras's: learning rate 0.001, β₁ 0.9, β₂ 0.999, ε 1e-7.
 * @example
 * model.compile({ loss: "mse", optimizer: adam({ learningRate: 0.003 }) });
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { weightDecay = 0, ...rest } = knownOptions("adam", options, ADAM_OPTIONS);
  return adamLike("adam", rest, weightDecay);
}
