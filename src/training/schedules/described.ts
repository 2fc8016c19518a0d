import { OptionError } from "../../core/errors.ts";
import { lookUp } from "../../core/suggest.ts";
import * as schedules from "./index.ts";
import type { LearningRate, Schedule } from "./schedule.ts";

/** A learning rate as JSON keeps it: a number, or a schedule's kind and options. */
export type DescribedRate = number | Omit<Schedule, "at">;

/** @throws OptionError where a schedule isn't one of codings, and so couldn't be made again. */
export function describeRate(rate: LearningRate): DescribedRate {
  if (typeof rate === "number") return rate;
  const { kind, config, at } = rate;
  const isKnown = Object.hasOwn(schedules, kind) && String(scheduleFrom({ kind, config }).at) === String(at);
  if (isKnown) return { kind, config };
  throw new OptionError(
    `The learning rate is a schedule of your own, "${kind}", which can't be made again from a saved model. Take one of ${Object.keys(schedules).join(", ")}, or a number.`,
  );
}

/** The learning rate of a description. @throws OptionError for an unknown kind of schedule, with the nearest one. */
export const rateFrom = (described: DescribedRate): LearningRate =>
  typeof described === "number" ? described : scheduleFrom(described);

const scheduleFrom = ({ kind, config }: Omit<Schedule, "at">): Schedule => lookUp("schedule", kind, schedules)(config as never);
