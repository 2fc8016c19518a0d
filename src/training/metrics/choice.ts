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

/** Name of a built-in metric. */
export type MetricName = keyof typeof metrics;

/** One of Keras's full names of metrics, such as `rootMeanSquaredError`. */
export type MetricAlias = keyof typeof metricAliases;

/**
 * A custom metric with a name. Its function of tensors works like a loss, and the metric is its mean over all examples.
 *
 * @example
 * const distance: NamedMetric = { name: "distance", of: (yTrue, yPred) => abs(sub(yTrue, yPred)) };
 */
export interface NamedMetric {
  readonly name: string;
  readonly of: LossFunction;
}

/**
 * A custom metric that isn't a mean over batches. `sums` returns numbers to add up over the batches, and `result` computes the
 * metric from them.
 *
 * @example
 * const hits: TotalsMetric = {
 *   name: "hits",
 *   size: 1,
 *   sums: (yTrue, yPred) => reshape(sum(mul(yTrue, cast(greater(yPred, 0.5), "float32"))), [1]),
 *   result: ([count]) => count!,
 * };
 */
export interface TotalsMetric {
  readonly name: string;
  /** Number of sums that `sums` returns. */
  readonly size: number;
  /** Returns the sums of a batch, float32 [size], from the targets (float32) and outputs [batch, …] in their own shapes. */
  sums(yTrue: Tensor, yPred: Tensor): Tensor;
  /** Returns the metric from the sums over all batches and the number of examples. */
  result(sums: readonly number[], examples: number): number;
}

/**
 * A metric: the name of a built-in metric or loss, a function of tensors whose name is the metric's name, or an object with a
 * name.
 */
export type MetricChoice = MetricName | MetricAlias | LossName | LossFunction | NamedMetric | TotalsMetric;

/** A metric with its name in the history and its function. */
export interface Measured {
  readonly name: string;
  /** Whether it is a custom metric. */
  readonly isOwn: boolean;
  readonly of: Metric;
  /** Name in the history, if it differs from `name`. */
  readonly figure?: string;
  /** Index of the output that it measures; 0 by default. */
  readonly output?: number;
  /** Whether it is the loss of that output. Weights of examples then count. */
  readonly isLoss?: boolean;
}

const named: Readonly<Record<MetricName, Metric>> = metrics;
const byFunction: ReadonlyMap<unknown, string> = new Map(Object.entries(named).map(([name, of]) => [of, name] as const));

/** Each built-in metric by its names. A loss is also a metric, unless a metric has the same name. */
const byName: Readonly<Record<string, Metric>> = {
  ...Object.fromEntries(Object.keys(losses).map((name) => [name, lossAsMetric(name as LossName)])),
  ...Object.fromEntries(Object.entries(metricAliases).map(([alias, name]) => [alias, named[name]])),
  ...named,
};

/** Converts a loss into a metric that ignores the masked steps of outputs [batch, …, features]. */
function lossAsMetric(name: LossName): Metric {
  const values = (y: Tensor, p: Tensor) => lossOfSteps(name, y, p, p.shape.length - 1);
  return Object.assign((y: Tensor, p: Tensor) => meanLoss(name, y, p), { values });
}

/** Names in an epoch's log that aren't metrics. */
const TAKEN = ["loss", "epoch", "phase", "learningRate", "seconds", "examplesPerSecond"];

/**
 * Prepares the metrics of a model. A metric that is given twice is measured once.
 * @throws OptionError if they aren't a list, one isn't a metric, or two have the same name.
 */
export function measuredOf(choices: readonly MetricChoice[]): Measured[] {
  if (!Array.isArray(choices)) throw new OptionError(`metrics must be a list of names, such as metrics: ["accuracy"].`);
  const all = [...new Set(choices)].map(measured);
  const twice = all.find(({ name }, i) => all.findIndex((other) => other.name === name) < i);
  if (twice) throw new OptionError(`Two metrics have the name "${twice.name}". Give one of them another name with { name, of }.`);
  return all;
}

/**
 * @throws OptionError if this is an unknown name (the message suggests the nearest one), or a custom metric without a name or a
 * function.
 */
function measured(choice: MetricChoice): Measured {
  const known = typeof choice === "string" ? choice : (byFunction.get(choice) ?? knownLoss(choice as LossFunction));
  if (known !== undefined) return { name: known, isOwn: false, of: lookUp("metric", known, byName) };
  const isFunction = typeof choice === "function";
  const own = choice as NamedMetric | TotalsMetric | null;
  if (!isFunction && !("of" in Object(own) || "sums" in Object(own)))
    throw new OptionError(
      `A metric must be a name (${Object.keys(metrics).join(", ")}), a function (yTrue, yPred) => tensor, { name, of } or { name, size, sums, result }, but it is ${kindOf(own)}.`,
    );
  return { name: nameOf(own!), isOwn: true, of: isFunction ? ownMean(choice, choice.name) : ownMetric(own!) };
}

/** @throws OptionError if a custom metric has no name, or a name that the history uses. */
function nameOf({ name }: { readonly name: string }): string {
  if (typeof name !== "string" || name === "")
    throw new OptionError(
      "A metric needs a name for the history, but this function has none. Give { name, of: (yTrue, yPred) => … }.",
    );
  if (TAKEN.includes(name))
    throw new OptionError(
      `A metric can't have the name "${name}", because the history uses it for something else. Give it another name.`,
    );
  return name;
}

function ownMetric(own: NamedMetric | TotalsMetric): Metric {
  if ("of" in own) return ownMean((y, p) => own.of(y, p), own.name);
  const { name, size } = own;
  if (!Number.isInteger(size) || size < 1 || typeof own.sums !== "function" || typeof own.result !== "function")
    throw new OptionError(`The metric ${name} needs size, a whole number of at least 1, and the functions sums and result.`);
  const sums = (y: Tensor, p: Tensor): Tensor => {
    const made = withName(`The metric ${name}`, () => own.sums(cast(y, "float32"), p));
    if (!isTensor(made)) throw new OptionError(`sums of the metric ${name} returns ${kindOf(made)}. Return a tensor [${size}].`);
    if (made.dtype !== "float32" || made.shape.length !== 1 || made.shape[0] !== size)
      throw new ShapeError(
        `sums of the metric ${name} returns ${made.dtype} ${showShape(made.shape)}, but its size is ${size}. Return float32 [${size}].`,
      );
    return made;
  };
  const result: Result = (totals, examples) => {
    const value = own.result(totals, examples);
    if (typeof value === "number") return value;
    throw new OptionError(`result of the metric ${name} returns ${kindOf(value)}. Return a number.`);
  };
  return Object.assign(sums, { result });
}

/** Creates a metric that is the mean of a custom function's values for the elements or examples of a batch. */
const ownMean = (of: LossFunction, name: string): Metric =>
  meanOf((y, p) => resultOf(`The metric ${name}`, () => of(cast(y, "float32"), p), p.shape[0]!));
