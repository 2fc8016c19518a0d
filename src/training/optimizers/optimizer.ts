import { OptionError } from "../../core/errors.ts";
import type { OptionNames } from "../../core/options.ts";
import { add, mul, sub, type Tensor } from "../../graph/index.ts";
import type { LearningRate } from "../schedules/schedule.ts";

/** The new value and slots of one variable. */
export interface Update {
  readonly weight: Tensor;
  readonly slots: readonly Tensor[];
}

/** The rule by which gradients change weights. Numbers that depend on the step alone are computed beforehand by `scalars`. */
export interface Optimizer {
  readonly kind: string;
  readonly learningRate: LearningRate;
  /** Options from which the optimizer can be made again. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Number of arrays that the optimizer stores for each variable, in its shape. They start at zero. */
  readonly slotCount: number;
  /**
   * Factor by which `update` wants the gradient multiplied. Training multiplies the loss by it instead, which costs nothing. It
   * is "rate" if the update is linear in rate times gradient.
   */
  readonly gradientScale: number | "rate";
  /**
   * Index of the slot with the running mean of each weight, which replaces the weights at the end of a training; none by default.
   */
  readonly averageIn?: number;
  /**
   * Whether each weight is updated from its own gradient and slots alone, so that several variables can be updated as one row.
   * False by default.
   */
  readonly elementwise?: boolean;
  /** Returns the optimizer's numbers for step t = 1, 2, … at a learning rate. */
  scalars(t: number, rate: number): readonly number[];
  update(weight: Tensor, gradient: Tensor, slots: readonly Tensor[], scalars: readonly Tensor[]): Update;
}

/**
 * A custom optimizer: an object, or an instance of a class.
 *
 * `update` gets a variable, its gradient and its slots in the variable's shape (a vector [n] as [1, n]), and the scalars as
 * tensors []. The other fields are optional. `kind` is the class's name by default, `learningRate` 0.001, `config` {},
 * `slotCount` 0, and `gradientScale` 1. `scalars` returns only the learning rate by default.
 *
 * @example
 * class Signed {
 *   learningRate = 0.01;
 *   update(weight, gradient, _slots, [rate]) {
 *     return { weight: sub(weight, mul(sign(gradient), rate)), slots: [] };
 *   }
 * }
 * model.compile({ loss: "mse", optimizer: new Signed() });
 */
export type OwnOptimizer = Partial<Omit<Optimizer, "update">> & Pick<Optimizer, "update">;

/** Options that every optimizer has. */
export interface Rate {
  /** Learning rate: a number, a schedule, or a function of the step, counted from 0. */
  readonly learningRate?: LearningRate;
  /**
   * Whether the weights become their exponential moving average when a training ends (Polyak & Juditsky, 1992; Keras's
   * `use_ema`); false by default. The validation after each epoch uses the weights of the last step, and checkpoints continue
   * from those.
   */
  readonly useEma?: boolean;
  /** Share of the old average that stays at each step; 0.99 by default. Only with `useEma`. */
  readonly emaMomentum?: number;
}

/** Options of optimizers with weight decay. */
export interface Decay extends Rate {
  /**
   * Weight decay. Before each update, all weights including biases shrink by learning rate · `weightDecay` times themselves
   * (Keras's `weight_decay`). 0 by default.
   */
  readonly weightDecay?: number;
}

export const DECAY_OPTIONS: OptionNames<Decay> = { learningRate: true, weightDecay: true, useEma: true, emaMomentum: true };

/** Returns decay · old + (1 - decay) · now, computed as old + (now - old) · (1 - decay). */
export const average = (old: Tensor, now: Tensor, decay: number): Tensor => add(old, mul(sub(now, old), 1 - decay));

/** Adds weight decay to an optimizer: weights shrink by learning rate · `weightDecay` before each update. */
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
 * Adds an exponential moving average of the weights to an optimizer. It starts with the weights after the first step.
 * @throws OptionError if a momentum is given without `useEma`.
 */
export function withAverage(
  optimizer: Optimizer,
  { useEma = false, emaMomentum }: Pick<Rate, "useEma" | "emaMomentum">,
): Optimizer {
  if (!useEma && emaMomentum !== undefined)
    throw new OptionError(
      `emaMomentum of ${optimizer.kind} has no effect without the moving average of the weights. Add useEma: true, or leave it out.`,
    );
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
