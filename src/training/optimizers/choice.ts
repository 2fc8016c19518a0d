import { attempt } from "../../core/attempt.ts";
import { type CustomObjects, madeBy, optionsFromSaved, ownOrCustom, savedOptionsOf } from "../../core/custom-objects.ts";
import { OptionError } from "../../core/errors.ts";
import { lookUp } from "../../core/suggest.ts";
import { type DescribedRate, describeRate, rateFrom } from "../schedules/described.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import * as optimizers from "./index.ts";
import type { Optimizer, OwnOptimizer } from "./optimizer.ts";
import { completed } from "./own.ts";

/** Name of an optimizer. */
export type OptimizerName = keyof typeof optimizers;

/**
 * Creates an optimizer by its name, with its default options.
 * @param learningRate replaces the optimizer's default rate.
 * @throws OptionError if the name is unknown (the message suggests the nearest one), or if the rate is neither a positive number
 * nor a schedule.
 * @example
 * model.compile({ loss: "mse", optimizer: optimizerNamed("nadam", 0.002) });
 */
export function optimizerNamed(name: string, learningRate?: LearningRate): Optimizer {
  if (learningRate !== undefined) expectRate(learningRate);
  return lookUp("optimizer", name, optimizers)(learningRate === undefined ? {} : { learningRate });
}

/**
 * Returns an optimizer by its name, or a custom optimizer with the defaults of the fields that it leaves out.
 * @throws OptionError if this isn't an optimizer, or if its learning rate is neither a positive number nor a schedule.
 */
export function optimizerOf(choice: string | OwnOptimizer): Optimizer {
  if (typeof choice === "string") return optimizerNamed(choice);
  if (typeof choice?.update !== "function")
    throw new OptionError(
      `optimizer must be a name (${Object.keys(optimizers).join(", ")}), the result of one of these functions, such as adam({ learningRate: 0.001 }), or an object with a function update, but it is ${choice === null ? "null" : typeof choice === "function" ? "a function. Call it, or create an instance with new if it is a class" : `a ${typeof choice}`}.`,
    );
  const known = isKnown(choice);
  if (known) expectOptions(choice);
  const optimizer = known ? choice : completed(choice);
  expectRate(optimizer.learningRate);
  return optimizer;
}

/** Options for the share of an old value that stays at each step. */
const SHARES = ["beta1", "beta2", "rho", "momentum", "emaMomentum"];

/**
 * @throws OptionError if an option of a built-in optimizer is neither a boolean nor a number of at least 0 (and below 1 if it is
 * a share).
 */
function expectOptions({ kind, config }: Optimizer): void {
  for (const [name, value] of Object.entries(config)) {
    const most = SHARES.includes(name) ? 1 : Number.POSITIVE_INFINITY;
    if (typeof value === "boolean" || (typeof value === "number" && value >= 0 && value < most)) continue;
    throw new OptionError(
      `${name} of ${kind} must be a number of at least 0${most === 1 ? " and below 1" : ""}, but it is ${JSON.stringify(value) ?? typeof value}.`,
    );
  }
}

/**
 * Returns whether a built-in function made this optimizer. It compares it with what that function makes from the same options.
 */
function isKnown(choice: OwnOptimizer): choice is Optimizer {
  const { kind, config } = choice;
  if (kind === undefined || config === undefined || !Object.hasOwn(optimizers, kind)) return false;
  const again = attempt(() => lookUp("optimizer", kind, optimizers)(config as never));
  return again !== undefined && (["update", "scalars"] as const).every((name) => String(again[name]) === String(choice[name]));
}

/** Options of an optimizer as they are stored in JSON. */
export type DescribedOptions = Optimizer["config"] & { readonly learningRate?: DescribedRate };

/**
 * Returns the options from which an optimizer can be restored. A custom optimizer is restored from `customObjects`, by its kind.
 * @throws OptionError if a custom optimizer has no name or the name of a built-in one, or if its options hold a function without
 * a name.
 */
export function describeOptimizer(choice: OwnOptimizer): DescribedOptions {
  const optimizer = optimizerOf(choice);
  const { kind, config, learningRate } = optimizer;
  const isOwn = !isKnown(optimizer);
  if (isOwn && Object.hasOwn(optimizers, kind))
    throw new OptionError(
      `A custom optimizer has the kind "${kind}" of a built-in one, so it can't be saved. Give it another kind.`,
    );
  if (isOwn && kind === "optimizer")
    throw new OptionError(
      "The optimizer has no name, so it can't be saved with the model. Give it a kind or make it an instance of a class, and load the model with customObjects.",
    );
  return { ...savedOptionsOf(config), learningRate: describeRate(learningRate) };
}

/**
 * Restores an optimizer from its kind and its described options.
 * @throws OptionError if it is a custom optimizer, and `customObjects` has no class or function of its kind that makes it.
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
      `A learning rate must be a positive number, a schedule or a function of the step, but it is ${typeof rate === "number" ? rate : JSON.stringify(rate)}.`,
    );
}
