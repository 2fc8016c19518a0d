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

/** A learning rate as JSON keeps it: a number, a schedule's kind and options, or the name of a function of the step. */
export type DescribedRate = number | DescribedSchedule | SavedCustom;

/** What a saved model keeps of a learning rate. @throws OptionError where a function or a schedule of your own has no name. */
export function describeRate(rate: LearningRate): DescribedRate {
  if (typeof rate === "number") return rate;
  if (typeof rate === "function") return savedCustom("learningRate", rate);
  const { kind = classNameOf(rate), config = {} } = rate;
  if (kind === undefined)
    throw new OptionError(
      "The learning rate is a schedule without a name, under which a saved model would keep it. Give it a kind, or make it of a class.",
    );
  if (isOwnAs(kind, rate))
    throw new OptionError(
      `A schedule of your own is called "${kind}", as one of codings. Give it another kind, so that it can be saved.`,
    );
  return { kind, config: savedOptionsOf(config) };
}

/** Whether a schedule goes by the name of one of codings, but is another. */
const isOwnAs = (kind: string, { config = {}, at }: OwnSchedule): boolean =>
  Object.hasOwn(schedules, kind) && String(scheduleFrom(kind, config).at) !== String(at);

const scheduleFrom = (kind: string, config: Schedule["config"]): Schedule => lookUp("schedule", kind, schedules)(config as never);

/** The learning rate of a description. @throws OptionError where it is of your own, and `customObjects` doesn't have it. */
export function rateFrom(described: DescribedRate, customObjects: CustomObjects = {}): LearningRate {
  if (typeof described === "number") return described;
  if (isSavedCustom(described)) return ownOrCustom("learning rate", described.custom, {}, customObjects) as LearningRate;
  const { kind, config } = described;
  if (Object.hasOwn(schedules, kind)) return scheduleFrom(kind, config);
  const maker = ownOrCustom("schedule", kind, schedules, customObjects);
  return madeBy("schedule", kind, maker, optionsFromSaved(config, customObjects)) as OwnSchedule;
}
