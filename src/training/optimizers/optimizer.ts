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

/** The option that every optimizer has. */
export interface Rate {
  /** A number, or a schedule. */
  readonly learningRate?: LearningRate;
}

/** decay · old + (1 - decay) · now, as old + (now - old) · (1 - decay). */
export const average = (old: Tensor, now: Tensor, decay: number): Tensor => add(old, mul(sub(now, old), 1 - decay));
