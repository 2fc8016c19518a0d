import { OptionError } from "../../core/errors.ts";
import type { OptionNames } from "../../core/options.ts";
import { add, mul, sub, type Tensor } from "../../graph/index.ts";
import type { LearningRate } from "../schedules/schedule.ts";

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
  readonly config: Readonly<Record<string, unknown>>;
  /** How many arrays of the variable's shape it keeps for each, zero at first. */
  readonly slotCount: number;
  /**
   * Times what `update` takes the gradient, so that the loss can be scaled instead, which costs nothing. "rate" where the update is linear in
   * rate times gradient.
   */
  readonly gradientScale: number | "rate";
  /** The place of the slot that holds a running mean of each weight, which the weights become at the end of a training; none by default. */
  readonly averageIn?: number;
  /** Whether each weight is updated from its own gradient and slots alone, so that several variables can be updated together, as one row. False by default. */
  readonly elementwise?: boolean;
  /** Its numbers for step t = 1, 2, … at a learning rate. */
  scalars(t: number, rate: number): readonly number[];
  update(weight: Tensor, gradient: Tensor, slots: readonly Tensor[], scalars: readonly Tensor[]): Update;
}

/**
 * An optimizer of your own: an object, or an instance of a class.
 *
 *     class Signed {
 *       learningRate = 0.01;
 *       update(weight, gradient, _slots, [rate]) {
 *         return { weight: sub(weight, mul(sign(gradient), rate)), slots: [] };
 *       }
 *     }
 *     model.compile({ loss: "mse", optimizer: new Signed() });
 *
 * `update` gets a variable, its gradient and its slots in the shape of the variable (that of a vector [n] is [1, n]), and scalars as tensors []. What is
 * left out: `kind` is the class's name, `learningRate` .001, `config` {}, `slotCount` 0, `gradientScale` 1, and `scalars` the learning rate alone.
 */
export type OwnOptimizer = Partial<Omit<Optimizer, "update">> & Pick<Optimizer, "update">;

/** The options that every optimizer has. */
export interface Rate {
  /** A number, a schedule, or a function of the step, counted from 0. */
  readonly learningRate?: LearningRate;
  /**
   * Whether the weights become their exponential moving average when a training ends (Polyak & Juditsky, 1992; Keras's `use_ema`); false by default. Validation after
   * an epoch measures the weights of the last step, and so a checkpoint goes on from those.
   */
  readonly useEma?: boolean;
  /** The share of the old average that stays at each step; .99 by default. For `useEma`. */
  readonly emaMomentum?: number;
}

/** The options of optimizers that can shrink weights. */
export interface Decay extends Rate {
  /** At each step weights shrink by learning rate · weightDecay times themselves, biases too, before the update (Keras's `weight_decay`). 0 by default. */
  readonly weightDecay?: number;
}

export const DECAY_OPTIONS: OptionNames<Decay> = { learningRate: true, weightDecay: true, useEma: true, emaMomentum: true };

/** decay · old + (1 - decay) · now, as old + (now - old) · (1 - decay). */
export const average = (old: Tensor, now: Tensor, decay: number): Tensor => add(old, mul(sub(now, old), 1 - decay));

/** An optimizer whose weights shrink by rate · weightDecay before each update. */
export function withDecay(optimizer: Optimizer, weightDecay: number): Optimizer {
  if (weightDecay === 0) return optimizer;
  return {
    ...optimizer,
    config: { ...optimizer.config, weightDecay },
    scalars: (t, rate) => [...optimizer.scalars(t, rate), 1 - rate * weightDecay],
    update: (weight, gradient, slots, scalars) =>
      optimizer.update(mul(weight, scalars.at(-1)!), gradient, slots, scalars.slice(0, -1)),
  };
}

/**
 * An optimizer that also keeps the exponential moving average of the weights, which is that of the first step to begin with.
 * @throws OptionError for a momentum without `useEma`.
 */
export function withAverage(
  optimizer: Optimizer,
  { useEma = false, emaMomentum }: Pick<Rate, "useEma" | "emaMomentum">,
): Optimizer {
  if (!useEma && emaMomentum !== undefined)
    throw new OptionError(`emaMomentum of ${optimizer.kind} is for the moving average of the weights: add useEma: true.`);
  if (!useEma) return optimizer;
  const momentum = emaMomentum ?? 0.99;
  const { slotCount } = optimizer;
  return {
    ...optimizer,
    config: { ...optimizer.config, useEma, emaMomentum: momentum },
    slotCount: slotCount + 1,
    averageIn: slotCount,
    scalars: (t, rate) => [...optimizer.scalars(t, rate), t === 1 ? 0 : momentum],
    update(weight, gradient, slots, scalars) {
      const next = optimizer.update(weight, gradient, slots.slice(0, -1), scalars.slice(0, -1));
      const [old, kept] = [slots.at(-1)!, scalars.at(-1)!];
      return { weight: next.weight, slots: [...next.slots, add(mul(old, kept), mul(next.weight, sub(1, kept)))] };
    },
  };
}
