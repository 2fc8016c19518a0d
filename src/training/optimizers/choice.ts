import { OptionError } from "../../core/errors.ts";
import { lookUp } from "../../core/suggest.ts";
import { type DescribedRate, describeRate, rateFrom } from "../schedules/described.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import * as optimizers from "./index.ts";
import type { Optimizer } from "./optimizer.ts";

/** @throws OptionError where the name isn't an optimizer's (with the nearest one), or the rate isn't a positive number. */
export function optimizerNamed(name: string, learningRate?: LearningRate): Optimizer {
  if (learningRate !== undefined) expectRate(learningRate);
  return lookUp("optimizer", name, optimizers)(learningRate === undefined ? {} : { learningRate });
}

/** An optimizer's options as JSON keeps them. */
export type DescribedOptions = Optimizer["config"] & { readonly learningRate?: DescribedRate };

/** The options that make an optimizer again. @throws OptionError where it isn't one of codings, or its schedule isn't. */
export function describeOptimizer(optimizer: Optimizer): DescribedOptions {
  const { kind, config, learningRate } = optimizer;
  const options = { ...config, learningRate: describeRate(learningRate) } as DescribedOptions;
  const again = Object.hasOwn(optimizers, kind) ? optimizerFrom(kind, options) : undefined;
  const isKnown = (["update", "scalars"] as const).every((name) => String(again?.[name]) === String(optimizer[name]));
  if (isKnown) return options;
  throw new OptionError(
    `The optimizer is one of your own, "${kind}", which can't be made again from a saved model. Take one of ${Object.keys(optimizers).join(", ")}.`,
  );
}

/** The optimizer of a kind and its described options. @throws OptionError for an unknown name, with the nearest one. */
export function optimizerFrom(kind: string, { learningRate, ...options }: DescribedOptions): Optimizer {
  const make = lookUp("optimizer", kind, optimizers);
  return make(learningRate === undefined ? options : { ...options, learningRate: rateFrom(learningRate) });
}

/** @throws OptionError if this isn't an optimizer, or its learning rate is neither a positive number nor a schedule. */
export function expectOptimizer(optimizer: Optimizer): void {
  if (typeof optimizer?.update !== "function")
    throw new OptionError(
      `optimizer is a name (${Object.keys(optimizers).join(", ")}) or what one of these functions makes, such as adam({ learningRate: 0.001 }), but this is a ${typeof optimizer}.`,
    );
  expectRate(optimizer.learningRate);
}

function expectRate(rate: LearningRate): void {
  const isRate =
    typeof rate === "number" ? rate > 0 && Number.isFinite(rate) : typeof rate === "object" && typeof rate.at === "function";
  if (!isRate)
    throw new OptionError(
      `A learning rate is a positive number, but this is ${typeof rate === "number" ? rate : JSON.stringify(rate)}.`,
    );
}
