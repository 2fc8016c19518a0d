import { OptionError, ShapeError } from "../../core/errors.ts";
import { lookUp } from "../../core/suggest.ts";
import { cast, type Tensor } from "../../graph/index.ts";
import { isTensor, kindOf, resultOf, withName } from "../../graph/own-function.ts";
import { showShape } from "../../graph/tensor.ts";
import { knownLoss, type LossName } from "../losses/choice.ts";
import * as losses from "../losses/index.ts";
import type { LossFunction } from "../losses/loss.ts";
import { lossOfSteps, meanLoss } from "../losses/mean-loss.ts";
import { metricAliases } from "./aliases.ts";
import * as metrics from "./index.ts";
import { type Metric, meanOf, type Result } from "./metric.ts";

export type MetricName = keyof typeof metrics;

/** One of Keras's full names, such as `rootMeanSquaredError`. */
export type MetricAlias = keyof typeof metricAliases;

/** A metric of your own with a name: a function of tensors, as a loss is one, whose mean over all examples is the figure. */
export interface NamedMetric {
  readonly name: string;
  readonly of: LossFunction;
}

/**
 * A metric of your own that isn't a mean of its batches: numbers that add up over them, and the figure that is made of those.
 *
 *     const hits: TotalsMetric = {
 *       name: "hits",
 *       size: 1,
 *       sums: (yTrue, yPred) => reshape(sum(mul(yTrue, cast(greater(yPred, 0.5), "float32"))), [1]),
 *       result: ([count]) => count!,
 *     };
 */
export interface TotalsMetric {
  readonly name: string;
  /** How many numbers `sums` gives. */
  readonly size: number;
  /** The numbers of a batch, float32 [size], of targets (float32) and outputs [batch, …] in their own shapes. */
  sums(yTrue: Tensor, yPred: Tensor): Tensor;
  /** The figure, from the sums over all batches and the number of examples. */
  result(sums: readonly number[], examples: number): number;
}

/** A metric or a loss by its name, a function of tensors called as the figure is, or an object with a name. */
export type MetricChoice = MetricName | MetricAlias | LossName | LossFunction | NamedMetric | TotalsMetric;

/** A figure that is measured beside the loss: its name in the history, and how it is made. */
export interface Measured {
  readonly name: string;
  /** Whether it is none of codings. */
  readonly isOwn: boolean;
  readonly of: Metric;
  /** What the history calls it, where that isn't its name. */
  readonly figure?: string;
  /** The place of the output that it measures; the first by default. */
  readonly output?: number;
  /** Whether it is the loss of that output, which counts examples by their weights. */
  readonly isLoss?: boolean;
}

const named: Readonly<Record<MetricName, Metric>> = metrics;
const byFunction: ReadonlyMap<unknown, string> = new Map(Object.entries(named).map(([name, of]) => [of, name] as const));

/** Each metric by its names; a loss is one too, where no metric is called like it. */
const byName: Readonly<Record<string, Metric>> = {
  ...Object.fromEntries(Object.keys(losses).map((name) => [name, lossAsMetric(name as LossName)])),
  ...Object.fromEntries(Object.entries(metricAliases).map(([alias, name]) => [alias, named[name]])),
  ...named,
};

/** A loss as a metric, which leaves out the steps of outputs [batch, …, features] that a mask skips. */
function lossAsMetric(name: LossName): Metric {
  const values = (y: Tensor, p: Tensor) => lossOfSteps(name, y, p, p.shape.length - 1);
  return Object.assign((y: Tensor, p: Tensor) => meanLoss(name, y, p), { values });
}

/** What an epoch's record has beside metrics. */
const TAKEN = ["loss", "epoch", "phase", "learningRate", "seconds", "examplesPerSecond"];

/**
 * The metrics of a model; one that is given twice is measured once.
 * @throws OptionError where they aren't a list, one isn't a metric, or two have the same name.
 */
export function measuredOf(choices: readonly MetricChoice[]): Measured[] {
  if (!Array.isArray(choices)) throw new OptionError(`metrics is a list of names, such as metrics: ["accuracy"].`);
  const all = [...new Set(choices)].map(measured);
  const twice = all.find(({ name }, i) => all.findIndex((other) => other.name === name) < i);
  if (twice) throw new OptionError(`Two metrics are called "${twice.name}". Give one of them another name: { name, of }.`);
  return all;
}

/** @throws OptionError where this is no metric: an unknown name (with the nearest one), or one of your own without a name or a function. */
function measured(choice: MetricChoice): Measured {
  const known = typeof choice === "string" ? choice : (byFunction.get(choice) ?? knownLoss(choice as LossFunction));
  if (known !== undefined) return { name: known, isOwn: false, of: lookUp("metric", known, byName) };
  const isFunction = typeof choice === "function";
  const own = choice as NamedMetric | TotalsMetric | null;
  if (!isFunction && !("of" in Object(own) || "sums" in Object(own)))
    throw new OptionError(
      `A metric is the name of one (${Object.keys(metrics).join(", ")}), a function (yTrue, yPred) => tensor, { name, of } or { name, size, sums, result }, but this is ${kindOf(own)}.`,
    );
  return { name: nameOf(own!), isOwn: true, of: isFunction ? ownMean(choice, choice.name) : ownMetric(own!) };
}

/** @throws OptionError where a metric of your own has no name, or one that the history uses. */
function nameOf({ name }: { readonly name: string }): string {
  if (typeof name !== "string" || name === "")
    throw new OptionError(
      "A metric needs a name for the history, and this function has none: give { name, of: (yTrue, yPred) => … }.",
    );
  if (TAKEN.includes(name))
    throw new OptionError(`A metric can't be called "${name}", as the history has that of its own. Give it another name.`);
  return name;
}

function ownMetric(own: NamedMetric | TotalsMetric): Metric {
  if ("of" in own) return ownMean((y, p) => own.of(y, p), own.name);
  const { name, size } = own;
  if (!Number.isInteger(size) || size < 1 || typeof own.sums !== "function" || typeof own.result !== "function")
    throw new OptionError(`The metric ${name} needs size, a whole number of at least 1, and the functions sums and result.`);
  const sums = (y: Tensor, p: Tensor): Tensor => {
    const made = withName(`The metric ${name}`, () => own.sums(cast(y, "float32"), p));
    if (!isTensor(made)) throw new OptionError(`sums of the metric ${name} gives ${kindOf(made)}. Return a tensor [${size}].`);
    if (made.dtype !== "float32" || made.shape.length !== 1 || made.shape[0] !== size)
      throw new ShapeError(
        `sums of the metric ${name} gives ${made.dtype} ${showShape(made.shape)}, but its size is ${size}: return float32 [${size}].`,
      );
    return made;
  };
  const result: Result = (totals, examples) => {
    const value = own.result(totals, examples);
    if (typeof value === "number") return value;
    throw new OptionError(`result of the metric ${name} gives ${kindOf(value)}. Return a number.`);
  };
  return Object.assign(sums, { result });
}

/** The mean of what a function of your own gives for the elements or examples of a batch. */
const ownMean = (of: LossFunction, name: string): Metric =>
  meanOf((y, p) => resultOf(`The metric ${name}`, () => of(cast(y, "float32"), p), p.shape[0]!));
