import { OptionError } from "../core/errors.ts";
import { expectNames, knownOptions, type OptionNames } from "../core/options.ts";
import { shown } from "../core/words.ts";
import type { WeightedLoss } from "../training/batchable.ts";
import type { TrainOptions } from "../training/loop/options.ts";
import { expectLoss, type LossChoice } from "../training/losses/choice.ts";
import { meanLoss } from "../training/losses/mean-loss.ts";
import { type Measured, type MetricChoice, measuredOf } from "../training/metrics/choice.ts";
import { type OptimizerName, optimizerOf } from "../training/optimizers/choice.ts";
import { rmsprop } from "../training/optimizers/index.ts";
import type { OwnOptimizer } from "../training/optimizers/optimizer.ts";
import type { Clipping } from "../training/training-program.ts";

/** A value for the only output. For several outputs, a list in their order or an object by name. */
type ForOutputs<T> = T | readonly T[] | Readonly<Record<string, T>>;

/** Options of `compile`. */
export interface CompileOptions {
  /**
   * Loss to minimise: its name, a function of tensors `(yTrue, yPred) => tensor`, or `{ name, of }`. For several outputs give a
   * list, or an object by name such as `{ label: "sparseCategoricalCrossentropy", picture: "mse" }`.
   */
  readonly loss: ForOutputs<LossChoice>;
  /** Weight of each output's loss in the total loss; 1 by default. */
  readonly lossWeights?: ForOutputs<number>;
  /** Optimizer: a name, the result of a function such as `adam()`, or a custom optimizer; `rmsprop` by default, as in Keras. */
  readonly optimizer?: OptimizerName | OwnOptimizer;
  /**
   * Metrics to compute in addition to the loss, over all examples and without sample weights; none by default. Each is a name
   * such as `accuracy`, `auc`, `f1` or `mae`, a function of tensors, `{ name, of }` or `{ name, size, sums, result }`. For
   * several outputs, give a list of lists, or lists by name.
   */
  readonly metrics?:
    | readonly MetricChoice[]
    | readonly (readonly MetricChoice[])[]
    | Readonly<Record<string, readonly MetricChoice[]>>;
  /**
   * Maximum norm of all gradients together. Larger gradients are scaled down. No limit by default. This is Keras's
   * `global_clipnorm`; Keras's `clipnorm` limits the gradient of each variable separately.
   */
  readonly clipNorm?: number;
  /** Keras's name for `clipNorm`. */
  readonly globalClipNorm?: number;
  /** Maximum absolute value of each element of the gradients; no limit by default. Give either this or a norm, as in Keras. */
  readonly clipValue?: number;
  /**
   * Share of each batch to ignore in training: the examples with the greatest losses. 0 by default. Use it for data with
   * outliers.
   */
  readonly trim?: number;
}

const COMPILE_OPTIONS: OptionNames<CompileOptions> = {
  loss: true,
  lossWeights: true,
  optimizer: true,
  metrics: true,
  clipNorm: true,
  globalClipNorm: true,
  clipValue: true,
  trim: true,
};

/** The checked options of `compile`. `ended` has the state at the end of the last run, which `fit` continues from. */
export type Compiled = Pick<TrainOptions, "losses" | "optimizer" | "metrics" | "clipNorm" | "clipValue" | "trim" | "ended">;

/**
 * Checks the options of `compile` and adds defaults.
 * @param outputs names of the model's outputs, in their order.
 * @throws OptionError as `compile` of a model.
 */
export function compiledOf(options: CompileOptions, outputs: readonly string[]): Compiled {
  const known = knownOptions("compile", options, COMPILE_OPTIONS);
  const { optimizer = rmsprop(), trim = 0 } = known;
  if (typeof trim !== "number" || !(trim >= 0 && trim < 1))
    throw new OptionError(`trim is the share of a batch to leave out and must be from 0 to below 1, but it is ${shown(trim)}.`);
  const losses = lossesOf(known, outputs);
  const metrics = metricsOf(known, losses, outputs);
  return { losses, optimizer: optimizerOf(optimizer), metrics, trim, ended: {}, ...clippingOf(known) };
}

/** @throws OptionError if a limit isn't above 0, or if several limits are given. */
function clippingOf(options: CompileOptions): Clipping {
  const limits = Object.entries({
    clipNorm: options.clipNorm,
    globalClipNorm: options.globalClipNorm,
    clipValue: options.clipValue,
  }).filter((entry): entry is [string, number] => entry[1] !== undefined);
  const [first, second] = limits;
  if (second)
    throw new OptionError(
      `Gradients can only be clipped in one way, but both ${first![0]} and ${second[0]} are given. Leave one out.`,
    );
  if (!first) return {};
  const [name, limit] = first;
  const what = name === "clipValue" ? "absolute value of a gradient's elements" : "norm of the gradients";
  if (!(limit > 0)) throw new OptionError(`${name} is the maximum ${what} and must be above 0, but it is ${shown(limit)}.`);
  return name === "clipValue" ? { clipValue: limit } : { clipNorm: limit };
}

/** Returns the loss of each output with its weight. */
function lossesOf({ loss, lossWeights }: CompileOptions, outputs: readonly string[]): WeightedLoss[] {
  const isList = Array.isArray(loss) && (outputs.length > 1 || loss.length === 1);
  const isByName = typeof loss === "object" && loss !== null && !Array.isArray(loss) && !("of" in loss);
  const choices = isList || isByName ? eachOf("loss", loss as ForOutputs<LossChoice>, outputs) : [loss as LossChoice];
  if (choices.length < outputs.length || (isByName && choices.includes(undefined)))
    throw new OptionError(
      `The model has ${outputs.length} outputs (${outputs.join(", ")}). Give each a loss, such as loss: { ${outputs[0]}: "mse", … }.`,
    );
  const weights = lossWeights === undefined ? [] : eachOf("lossWeights", lossWeights, outputs);
  return choices.map((choice, i) => {
    expectLoss(choice as LossChoice);
    const weight = weights[i] ?? 1;
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw new OptionError(`lossWeights must be numbers of at least 0, but that of "${outputs[i]}" is ${weight}.`);
    return { loss: choice as LossChoice, weight };
  });
}

/**
 * Returns the metrics. For several outputs these are first each output's loss ("labelLoss"), and then each output's metrics
 * ("labelAccuracy").
 */
function metricsOf({ metrics = [] }: CompileOptions, losses: readonly WeightedLoss[], outputs: readonly string[]): Measured[] {
  if (outputs.length === 1 && (!Array.isArray(metrics) || !Array.isArray(metrics[0]))) {
    const own = Array.isArray(metrics) ? metrics : eachOf("metrics", metrics, outputs)[0];
    return measuredOf((own ?? []) as readonly MetricChoice[]);
  }
  if (Array.isArray(metrics) && metrics.some((each) => !Array.isArray(each)))
    throw new OptionError(
      `The model has ${outputs.length} outputs (${outputs.join(", ")}). Give each a list of metrics, such as metrics: { ${outputs[0]}: ["mae"] }.`,
    );
  const each = eachOf("metrics", metrics as ForOutputs<readonly MetricChoice[]>, outputs);
  const named = (output: string, figure: string) => `${output}${figure[0]!.toUpperCase()}${figure.slice(1)}`;
  const ofLosses = losses.map(
    ({ loss }, output): Measured => ({
      name: named(outputs[output]!, "loss"),
      isOwn: false,
      of: (y, p) => meanLoss(loss, y, p),
      output,
      isLoss: true,
    }),
  );
  const others = each.flatMap((choices, output) =>
    measuredOf(choices ?? []).map((made) => ({ ...made, figure: named(outputs[output]!, made.name), output })),
  );
  return outputs.length === 1 ? measuredOf(each[0] ?? []) : [...ofLosses, ...others];
}

/**
 * Returns the value for each output, in their order.
 * @throws OptionError for an unknown name (the message suggests the nearest one), or for more values than outputs.
 */
function eachOf<T>(what: string, given: ForOutputs<T>, outputs: readonly string[]): (T | undefined)[] {
  if (typeof given !== "object" || given === null) return [given as T];
  if (!Array.isArray(given)) {
    const byName = given as Readonly<Record<string, T>>;
    expectNames(what, byName, outputs);
    return outputs.map((name) => byName[name]);
  }
  if (given.length > outputs.length)
    throw new OptionError(
      `${what} has ${given.length} elements, but the model has ${outputs.length} outputs (${outputs.join(", ")}). Give one element for each.`,
    );
  return [...(given as readonly T[])];
}
