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

/** One for the only output; of several outputs a list in their order, or by name. */
type ForOutputs<T> = T | readonly T[] | Readonly<Record<string, T>>;

export interface CompileOptions {
  /**
   * What training lowers: the name of a loss, a function of tensors `(yTrue, yPred) => tensor`, or `{ name, of }`. Of several outputs a list, or by name:
   * `{ label: "sparseCategoricalCrossentropy", picture: "mse" }`.
   */
  readonly loss: ForOutputs<LossChoice>;
  /** What the loss of each output counts in the sum; 1 by default. */
  readonly lossWeights?: ForOutputs<number>;
  /** The name of an optimizer, with its defaults, what one of their functions makes, or one of your own; RMSprop by default, as in Keras. */
  readonly optimizer?: OptimizerName | OwnOptimizer;
  /**
   * Figures that are measured in addition to the loss, over all examples and without sample weights: names such as `accuracy`, `auc`, `f1` or `mae`,
   * functions of tensors, `{ name, of }` or `{ name, size, sums, result }`. Of several outputs a list of lists, or lists by name. None by default.
   */
  readonly metrics?:
    | readonly MetricChoice[]
    | readonly (readonly MetricChoice[])[]
    | Readonly<Record<string, readonly MetricChoice[]>>;
  /** Scales all gradients down together where their joint length is beyond it; no limit by default. Keras calls this `global_clipnorm`: its `clipnorm` limits each variable's gradient by itself. */
  readonly clipNorm?: number;
  /** Another name of `clipNorm`, Keras's. */
  readonly globalClipNorm?: number;
  /** Holds each number of the gradients between -clipValue and clipValue; no limit by default. Give this or a norm, as in Keras. */
  readonly clipValue?: number;
  /** The share of each batch, that with the greatest loss, that isn't learned from; 0 by default. For data with outliers among them. */
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

/** What `compile` sets. From the state in `ended`, in which the last run ended, `fit` goes on. */
export type Compiled = Pick<TrainOptions, "losses" | "optimizer" | "metrics" | "clipNorm" | "clipValue" | "trim" | "ended">;

/**
 * The options of `compile`, checked, with defaults.
 * @param outputs what the model's outputs are called, in their order.
 * @throws OptionError as `compile` of a model.
 */
export function compiledOf(options: CompileOptions, outputs: readonly string[]): Compiled {
  const known = knownOptions("compile", options, COMPILE_OPTIONS);
  const { optimizer = rmsprop(), trim = 0 } = known;
  if (typeof trim !== "number" || !(trim >= 0 && trim < 1))
    throw new OptionError(`trim is the share of a batch that is left out, from 0 to below 1, but this is ${shown(trim)}.`);
  const losses = lossesOf(known, outputs);
  const metrics = metricsOf(known, losses, outputs);
  return { losses, optimizer: optimizerOf(optimizer), metrics, trim, ended: {}, ...clippingOf(known) };
}

/** @throws OptionError where a limit isn't above 0, or more than one is given. */
function clippingOf(options: CompileOptions): Clipping {
  const limits = Object.entries({
    clipNorm: options.clipNorm,
    globalClipNorm: options.globalClipNorm,
    clipValue: options.clipValue,
  }).filter((entry): entry is [string, number] => entry[1] !== undefined);
  const [first, second] = limits;
  if (second)
    throw new OptionError(`Gradients are clipped in one way, but both ${first![0]} and ${second[0]} are given. Leave one out.`);
  if (!first) return {};
  const [name, limit] = first;
  const what = name === "clipValue" ? "size of a gradient's numbers" : "length of the gradients";
  if (!(limit > 0)) throw new OptionError(`${name} is the greatest ${what}, above 0, but this is ${shown(limit)}.`);
  return name === "clipValue" ? { clipValue: limit } : { clipNorm: limit };
}

/** The loss of each output, and what it counts. */
function lossesOf({ loss, lossWeights }: CompileOptions, outputs: readonly string[]): WeightedLoss[] {
  const isList = Array.isArray(loss) && (outputs.length > 1 || loss.length === 1);
  const isByName = typeof loss === "object" && loss !== null && !Array.isArray(loss) && !("of" in loss);
  const choices = isList || isByName ? eachOf("loss", loss as ForOutputs<LossChoice>, outputs) : [loss as LossChoice];
  if (choices.length < outputs.length || (isByName && choices.includes(undefined)))
    throw new OptionError(
      `The model has ${outputs.length} outputs (${outputs.join(", ")}): give each a loss, such as loss: { ${outputs[0]}: "mse", … }.`,
    );
  const weights = lossWeights === undefined ? [] : eachOf("lossWeights", lossWeights, outputs);
  return choices.map((choice, i) => {
    expectLoss(choice as LossChoice);
    const weight = weights[i] ?? 1;
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw new OptionError(`lossWeights are numbers of at least 0, but that of "${outputs[i]}" is ${weight}.`);
    return { loss: choice as LossChoice, weight };
  });
}

/** Of several outputs first each one's loss, and then the metrics of each, called after it: "labelLoss", "labelAccuracy". */
function metricsOf({ metrics = [] }: CompileOptions, losses: readonly WeightedLoss[], outputs: readonly string[]): Measured[] {
  if (outputs.length === 1 && (!Array.isArray(metrics) || !Array.isArray(metrics[0]))) {
    const own = Array.isArray(metrics) ? metrics : eachOf("metrics", metrics, outputs)[0];
    return measuredOf((own ?? []) as readonly MetricChoice[]);
  }
  if (Array.isArray(metrics) && metrics.some((each) => !Array.isArray(each)))
    throw new OptionError(
      `The model has ${outputs.length} outputs (${outputs.join(", ")}): give each a list of metrics, such as metrics: { ${outputs[0]}: ["mae"] }.`,
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

/** What was given for each output, in their order. @throws OptionError for a name that no output has, with the nearest one, or more than there are outputs. */
function eachOf<T>(what: string, given: ForOutputs<T>, outputs: readonly string[]): (T | undefined)[] {
  if (typeof given !== "object" || given === null) return [given as T];
  if (!Array.isArray(given)) {
    const byName = given as Readonly<Record<string, T>>;
    expectNames(what, byName, outputs);
    return outputs.map((name) => byName[name]);
  }
  if (given.length > outputs.length)
    throw new OptionError(
      `${what} has ${given.length} elements, but the model has ${outputs.length} outputs (${outputs.join(", ")}).`,
    );
  return [...(given as readonly T[])];
}
