import { OptionError } from "../../core/errors.ts";

/**
 * A learning rate for each step (counted from 0), with the options from which it can be made again. Formulas and names are
 * Keras's.
 */
export interface Schedule {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  at(step: number): number;
}

/**
 * A custom schedule: an object, or an instance of a class. Its `kind` is the class's name by default, and it is restored from
 * `config`, {} by default.
 */
export type OwnSchedule = Partial<Omit<Schedule, "at">> & Pick<Schedule, "at">;

/** A learning rate: a number, a schedule, or a function of the step (counted from 0), such as `(step) => 0.1 / (step + 1)`. */
export type LearningRate = number | OwnSchedule | ((step: number) => number);

/** Returns the learning rate of a step. @throws OptionError if a schedule doesn't return a finite number of at least 0. */
export function rateAt(rate: LearningRate, step: number): number {
  if (typeof rate === "number") return rate;
  const value: unknown = typeof rate === "function" ? rate(step) : rate.at(step);
  if (typeof value === "number" && value >= 0 && Number.isFinite(value)) return value;
  throw new OptionError(
    `The learning rate of step ${step} (counted from 0) is ${value}. A schedule must return a finite number of at least 0 for each step.`,
  );
}
