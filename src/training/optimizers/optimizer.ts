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
}

/** The options of optimizers that can shrink weights. */
export interface Decay extends Rate {
  /** At each step weights shrink by learning rate · weightDecay times themselves, biases too, before the update (Keras's `weight_decay`). 0 by default. */
  readonly weightDecay?: number;
}

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
