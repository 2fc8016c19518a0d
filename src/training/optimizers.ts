import { OptionError } from "../core/errors.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { add, div, mul, sqrt, square, sub, type Tensor } from "../graph/index.ts";
import { type DescribedRate, describeRate, type LearningRate, rateFrom } from "./schedules.ts";

/** One variable's new value and slots, from its gradient. */
export interface Update {
  readonly weight: Tensor;
  readonly slots: readonly Tensor[];
}

/** How gradients change weights. Everything that depends on the step alone is a number computed beforehand (`scalars`). */
export interface Optimizer {
  readonly kind: string;
  readonly learningRate: LearningRate;
  /** The options that make it again. */
  readonly config: Readonly<Record<string, number | boolean>>;
  /** How many arrays of the variable's shape it keeps for each, zero at first. */
  readonly slotCount: number;
  /**
   * Times what `update` takes the gradient, so that the loss can be scaled instead, which costs nothing. "rate" where the update is linear in
   * rate times gradient.
   */
  readonly gradientScale: number | "rate";
  /** Its numbers for step t = 1, 2, … at a learning rate. */
  scalars(t: number, rate: number): readonly number[];
  update(weight: Tensor, gradient: Tensor, slots: readonly Tensor[], scalars: readonly Tensor[]): Update;
}

interface Rate {
  /** A number, or a schedule. */
  readonly learningRate?: LearningRate;
}

export interface SgdOptions extends Rate {
  /** 0 by default. */
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

/** Stochastic gradient descent, with (Nesterov) momentum. Learning rate .01 by default. */
export function sgd(options: SgdOptions = {}): Optimizer {
  const known = knownOptions("sgd", options, { learningRate: true, momentum: true, nesterov: true });
  const { learningRate = 0.01, momentum = 0, nesterov = false } = known;
  return {
    kind: "sgd",
    learningRate,
    config: { momentum, nesterov },
    slotCount: momentum > 0 ? 1 : 0,
    gradientScale: "rate",
    scalars: () => [],
    update(weight, scaled, [velocity]) {
      if (!velocity) return { weight: sub(weight, scaled), slots: [] };
      const next = sub(mul(velocity, momentum), scaled);
      const step = nesterov ? sub(mul(next, momentum), scaled) : next;
      return { weight: add(weight, step), slots: [next] };
    },
  };
}

export interface AdamOptions extends Rate {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

const ADAM_OPTIONS: OptionNames<AdamOptions> = { learningRate: true, beta1: true, beta2: true, epsilon: true };

/** decay · old + (1 - decay) · now, as old + (now - old) · (1 - decay). */
const average = (old: Tensor, now: Tensor, decay: number): Tensor => add(old, mul(sub(now, old), 1 - decay));

function adamLike(
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

/** Adam whose weights shrink by rate · decay at each step (Loshchilov & Hutter, 2019); decay .004 by default. */
export function adamW(options: AdamOptions & { readonly weightDecay?: number } = {}): Optimizer {
  const { weightDecay = 0.004, ...rest } = knownOptions("adamW", options, { ...ADAM_OPTIONS, weightDecay: true });
  return adamLike("adamW", rest, weightDecay);
}

export interface RmspropOptions extends Rate {
  readonly rho?: number;
  readonly momentum?: number;
  readonly epsilon?: number;
}

/** RMSprop (Tieleman & Hinton, 2012) with Keras's defaults: rate .001, ρ .9, no momentum, ε 1e-7 under the root. */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const known = knownOptions("rmsprop", options, { learningRate: true, rho: true, momentum: true, epsilon: true });
  const { learningRate = 0.001, rho = 0.9, momentum = 0, epsilon = 1e-7 } = known;
  return {
    kind: "rmsprop",
    learningRate,
    config: { rho, momentum, epsilon },
    slotCount: momentum > 0 ? 2 : 1,
    gradientScale: Math.sqrt(1 - rho),
    scalars: (_t, rate) => [rate / Math.sqrt(1 - rho)],
    update(weight, scaled, [v, velocity], [rate]) {
      const power = add(mul(v!, rho), square(scaled));
      const step = mul(div(scaled, sqrt(add(power, epsilon))), rate!);
      if (!velocity) return { weight: sub(weight, step), slots: [power] };
      const next = add(mul(velocity, momentum), step);
      return { weight: sub(weight, next), slots: [power, next] };
    },
  };
}

/** Adam with Nesterov momentum (Dozat, 2016) with Keras's defaults: rate .001, β₁ .9, β₂ .999, ε 1e-7. */
export function nadam(options: AdamOptions = {}): Optimizer {
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = knownOptions("nadam", options, ADAM_OPTIONS);
  const momentumAt = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** t);
  const products = [1];
  const productUpTo = (t: number): number => {
    while (products.length <= t) products.push(products.at(-1)! * momentumAt(products.length));
    return products[t]!;
  };
  return {
    kind: "nadam",
    learningRate,
    config: { beta1, beta2, epsilon },
    slotCount: 2,
    gradientScale: 1,
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
}

/** Optimizers by name: what the command line and saved models call them. */
export const optimizers: Readonly<
  Record<string, (options: Rate & Record<string, number | boolean | LearningRate>) => Optimizer>
> = {
  sgd: (options) => sgd(options as SgdOptions),
  adam: (options) => adam(options as AdamOptions),
  adamW: (options) => adamW(options as AdamOptions),
  rmsprop: (options) => rmsprop(options as RmspropOptions),
  nadam: (options) => nadam(options as AdamOptions),
};

/** @throws OptionError where the name isn't an optimizer's (with the nearest one), or the rate isn't a positive number. */
export function optimizerNamed(name: string, learningRate?: LearningRate): Optimizer {
  if (learningRate !== undefined) expectRate(learningRate);
  return lookUp("optimizer", name, optimizers)(learningRate === undefined ? {} : { learningRate });
}

/** An optimizer's options as JSON keeps them. */
export type DescribedOptions = Optimizer["config"] & { readonly learningRate?: DescribedRate };

/** The options that make an optimizer again. @throws OptionError where it isn't one of codings, or its schedule isn't. */
export function describeOptimizer(optimizer: Optimizer): DescribedOptions {
  const { kind, config, learningRate } = optimizer;
  const options = { ...config, learningRate: describeRate(learningRate) } as DescribedOptions;
  const again = Object.hasOwn(optimizers, kind) ? optimizerFrom(kind, options) : undefined;
  const isKnown = (["update", "scalars"] as const).every((name) => String(again?.[name]) === String(optimizer[name]));
  if (isKnown) return options;
  throw new OptionError(
    `The optimizer is one of your own, "${kind}", which can't be made again from a saved model. Take one of ${Object.keys(optimizers).join(", ")}.`,
  );
}

/** The optimizer of a kind and its described options. @throws OptionError for an unknown name, with the nearest one. */
export function optimizerFrom(kind: string, { learningRate, ...options }: DescribedOptions): Optimizer {
  const make = lookUp("optimizer", kind, optimizers);
  return make(learningRate === undefined ? options : { ...options, learningRate: rateFrom(learningRate) });
}

/** @throws OptionError if this isn't an optimizer, or its learning rate is neither a positive number nor a schedule. */
export function expectOptimizer(optimizer: Optimizer): void {
  if (typeof optimizer?.update !== "function")
    throw new OptionError(
      `optimizer is a name (${Object.keys(optimizers).join(", ")}) or what one of these functions makes, such as adam({ learningRate: 0.001 }), but this is a ${typeof optimizer}.`,
    );
  expectRate(optimizer.learningRate);
}

function expectRate(rate: LearningRate): void {
  const isRate =
    typeof rate === "number" ? rate > 0 && Number.isFinite(rate) : typeof rate === "object" && typeof rate.at === "function";
  if (!isRate)
    throw new OptionError(
      `A learning rate is a positive number, but this is ${typeof rate === "number" ? rate : JSON.stringify(rate)}.`,
    );
}
