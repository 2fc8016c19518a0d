import { attempt } from "../../core/attempt.ts";
import { type CustomObjects, madeBy, optionsFromSaved, ownOrCustom, savedOptionsOf } from "../../core/custom-objects.ts";
import { OptionError } from "../../core/errors.ts";
import { lookUp } from "../../core/suggest.ts";
import { type DescribedRate, describeRate, rateFrom } from "../schedules/described.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import * as optimizers from "./index.ts";
import type { Optimizer, OwnOptimizer } from "./optimizer.ts";
import { completed } from "./own.ts";

/** An optimizer by its name, with its defaults. */
export type OptimizerName = keyof typeof optimizers;

/** @throws OptionError where the name isn't an optimizer's (with the nearest one), or the rate isn't a positive number or a schedule. */
export function optimizerNamed(name: string, learningRate?: LearningRate): Optimizer {
  if (learningRate !== undefined) expectRate(learningRate);
  return lookUp("optimizer", name, optimizers)(learningRate === undefined ? {} : { learningRate });
}

/**
 * An optimizer by its name, one of codings, or one of your own with what it leaves out.
 * @throws OptionError if this isn't an optimizer, or its learning rate is neither a positive number nor a schedule.
 */
export function optimizerOf(choice: string | OwnOptimizer): Optimizer {
  if (typeof choice === "string") return optimizerNamed(choice);
  if (typeof choice?.update !== "function")
    throw new OptionError(
      `optimizer is a name (${Object.keys(optimizers).join(", ")}), what one of these functions makes, such as adam({ learningRate: 0.001 }), or an object with a function update, but this is ${choice === null ? "null" : typeof choice === "function" ? "a function, which is to be called, or a class to be made with new" : `a ${typeof choice}`}.`,
    );
  const known = isKnown(choice);
  if (known) expectOptions(choice);
  const optimizer = known ? choice : completed(choice);
  expectRate(optimizer.learningRate);
  return optimizer;
}

/** Options that are shares of what is kept from step to step. */
const SHARES = ["beta1", "beta2", "rho", "momentum", "emaMomentum"];

/** @throws OptionError where an option of codings's optimizers isn't a number of at least 0, or yes or no; those that are shares are below 1. */
function expectOptions({ kind, config }: Optimizer): void {
  for (const [name, value] of Object.entries(config)) {
    const most = SHARES.includes(name) ? 1 : Number.POSITIVE_INFINITY;
    if (typeof value === "boolean" || (typeof value === "number" && value >= 0 && value < most)) continue;
    throw new OptionError(
      `${name} of ${kind} is a number of at least 0${most === 1 ? " and below 1" : ""}, but this is ${JSON.stringify(value) ?? typeof value}.`,
    );
  }
}

/** Whether one of codings's functions made an optimizer: the one of its kind makes the same from its options. */
function isKnown(choice: OwnOptimizer): choice is Optimizer {
  const { kind, config } = choice;
  if (kind === undefined || config === undefined || !Object.hasOwn(optimizers, kind)) return false;
  const again = attempt(() => lookUp("optimizer", kind, optimizers)(config as never));
  return again !== undefined && (["update", "scalars"] as const).every((name) => String(again[name]) === String(choice[name]));
}

/** An optimizer's options as JSON keeps them. */
export type DescribedOptions = Optimizer["config"] & { readonly learningRate?: DescribedRate };

/**
 * The options that make an optimizer again, by one of codings's functions or from `customObjects`, which has one of your own under its kind.
 * @throws OptionError where one of your own has no name, or that of one of codings, or holds a function without a name.
 */
export function describeOptimizer(choice: OwnOptimizer): DescribedOptions {
  const optimizer = optimizerOf(choice);
  const { kind, config, learningRate } = optimizer;
  const isOwn = !isKnown(optimizer);
  if (isOwn && Object.hasOwn(optimizers, kind))
    throw new OptionError(
      `An optimizer of your own is called "${kind}", as one of codings. Give it another kind, so that it can be saved.`,
    );
  if (isOwn && kind === "optimizer")
    throw new OptionError(
      "The optimizer has no name, under which a saved model would keep it. Give it a kind, or make it of a class, and load the model with customObjects.",
    );
  return { ...savedOptionsOf(config), learningRate: describeRate(learningRate) };
}

/**
 * The optimizer of a kind and its described options.
 * @throws OptionError where it isn't one of codings, and `customObjects` has no class or function of its kind that makes it.
 */
export function optimizerFrom(kind: string, saved: DescribedOptions, customObjects: CustomObjects = {}): Optimizer {
  const { learningRate, ...options } = saved;
  const again = {
    ...optionsFromSaved(options, customObjects),
    ...(learningRate !== undefined && { learningRate: rateFrom(learningRate, customObjects) }),
  };
  if (Object.hasOwn(optimizers, kind)) return lookUp("optimizer", kind, optimizers)(again);
  const made = madeBy("optimizer", kind, ownOrCustom("optimizer", kind, optimizers, customObjects), again);
  return { ...optimizerOf(made as OwnOptimizer), kind };
}

function expectRate(rate: LearningRate): void {
  const isRate =
    typeof rate === "number"
      ? rate > 0 && Number.isFinite(rate)
      : typeof rate === "function" || (typeof rate === "object" && typeof rate?.at === "function");
  if (!isRate)
    throw new OptionError(
      `A learning rate is a positive number, a schedule or a function of the step, but this is ${typeof rate === "number" ? rate : JSON.stringify(rate)}.`,
    );
}
