import { OptionError } from "../../core/errors.ts";

/** The learning rate at each step (counted from 0), with what it takes to make it again. Formulas and words are Keras's. */
export interface Schedule {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  at(step: number): number;
}

/** A schedule of your own: an object, or an instance of a class, whose name is its kind by default. It is made again from its `config`, {} by default. */
export type OwnSchedule = Partial<Omit<Schedule, "at">> & Pick<Schedule, "at">;

/** A number, a schedule, or a function of the step, counted from 0: `(step) => 0.1 / (step + 1)`. */
export type LearningRate = number | OwnSchedule | ((step: number) => number);

/** The learning rate of a step. @throws OptionError where a schedule gives something else than a number of at least 0. */
export function rateAt(rate: LearningRate, step: number): number {
  if (typeof rate === "number") return rate;
  const value: unknown = typeof rate === "function" ? rate(step) : rate.at(step);
  if (typeof value === "number" && value >= 0 && Number.isFinite(value)) return value;
  throw new OptionError(
    `The learning rate of step ${step} (counted from 0) is ${value}. A schedule gives a finite number of at least 0 for each step.`,
  );
}
