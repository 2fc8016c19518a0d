import { OptionError } from "../core/errors.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import type { TrainOptions } from "../training/loop/options.ts";
import { expectLoss, type LossChoice } from "../training/losses/choice.ts";
import { type MetricChoice, measuredOf } from "../training/metrics/choice.ts";
import { type OptimizerName, optimizerOf } from "../training/optimizers/choice.ts";
import { rmsprop } from "../training/optimizers/index.ts";
import type { OwnOptimizer } from "../training/optimizers/optimizer.ts";
import type { Clipping } from "../training/training-program.ts";

export interface CompileOptions {
  /** What training lowers: the name of a loss, a function of tensors `(yTrue, yPred) => tensor`, or `{ name, of }`. */
  readonly loss: LossChoice;
  /** The name of an optimizer, with its defaults, what one of their functions makes, or one of your own; RMSprop by default, as in Keras. */
  readonly optimizer?: OptimizerName | OwnOptimizer;
  /**
   * Figures that are measured in addition to the loss, over all examples and without sample weights: names such as `accuracy`, `auc`, `f1` or `mae`,
   * functions of tensors, `{ name, of }` or `{ name, size, sums, result }`. None by default.
   */
  readonly metrics?: readonly MetricChoice[];
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
  optimizer: true,
  metrics: true,
  clipNorm: true,
  globalClipNorm: true,
  clipValue: true,
  trim: true,
};

/** What `compile` sets. From the state in `ended`, in which the last run ended, `fit` goes on. */
export type Compiled = Pick<TrainOptions, "loss" | "optimizer" | "metrics" | "clipNorm" | "clipValue" | "trim" | "ended">;

/** The options of `compile`, checked, with defaults. @throws OptionError as `Sequential.compile`. */
export function compiledOf(options: CompileOptions): Compiled {
  const known = knownOptions("compile", options, COMPILE_OPTIONS);
  const { loss, optimizer = rmsprop(), metrics: measures = [], trim = 0 } = known;
  expectLoss(loss);
  if (typeof trim !== "number" || !(trim >= 0 && trim < 1))
    throw new OptionError(`trim is the share of a batch that is left out, from 0 to below 1, but this is ${trim}.`);
  return { loss, optimizer: optimizerOf(optimizer), metrics: measuredOf(measures), trim, ended: {}, ...clippingOf(known) };
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
  if (!(limit > 0)) throw new OptionError(`${name} is the greatest ${what}, above 0, but this is ${limit}.`);
  return name === "clipValue" ? { clipValue: limit } : { clipNorm: limit };
}
