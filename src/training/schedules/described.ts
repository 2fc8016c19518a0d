import {
  type CustomObjects,
  isSavedCustom,
  madeBy,
  optionsFromSaved,
  ownOrCustom,
  type SavedCustom,
  savedCustom,
  savedOptionsOf,
} from "../../core/custom-objects.ts";
import { OptionError } from "../../core/errors.ts";
import { lookUp } from "../../core/suggest.ts";
import { classNameOf } from "../../graph/own-function.ts";
import * as schedules from "./index.ts";
import type { LearningRate, OwnSchedule, Schedule } from "./schedule.ts";

type DescribedSchedule = Omit<Schedule, "at">;

/** A learning rate as it is stored in JSON: a number, a schedule's kind and options, or the name of a function of the step. */
export type DescribedRate = number | DescribedSchedule | SavedCustom;

/** Describes a learning rate for a saved model. @throws OptionError if a custom function or schedule has no name. */
export function describeRate(rate: LearningRate): DescribedRate {
  if (typeof rate === "number") return rate;
  if (typeof rate === "function") return savedCustom("learningRate", rate);
  const { kind = classNameOf(rate), config = {} } = rate;
  if (kind === undefined)
    throw new OptionError(
      "The learning rate is a schedule without a name, so it can't be saved. Give it a kind, or make it an instance of a class.",
    );
  if (isOwnAs(kind, rate))
    throw new OptionError(
      `A custom schedule has the kind "${kind}" of a built-in one, so it can't be saved. Give it another kind.`,
    );
  return { kind, config: savedOptionsOf(config) };
}

/** Returns whether a custom schedule has the kind of a built-in one. */
const isOwnAs = (kind: string, { config = {}, at }: OwnSchedule): boolean =>
  Object.hasOwn(schedules, kind) && String(scheduleFrom(kind, config).at) !== String(at);

const scheduleFrom = (kind: string, config: Schedule["config"]): Schedule => lookUp("schedule", kind, schedules)(config as never);

/** Restores a described learning rate. @throws OptionError if it is custom and `customObjects` doesn't have it. */
export function rateFrom(described: DescribedRate, customObjects: CustomObjects = {}): LearningRate {
  if (typeof described === "number") return described;
  if (isSavedCustom(described)) return ownOrCustom("learning rate", described.custom, {}, customObjects) as LearningRate;
  const { kind, config } = described;
  if (Object.hasOwn(schedules, kind)) return scheduleFrom(kind, config);
  const maker = ownOrCustom("schedule", kind, schedules, customObjects);
  return madeBy("schedule", kind, maker, optionsFromSaved(config, customObjects)) as OwnSchedule;
}
