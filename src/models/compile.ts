import { OptionError } from "../core/errors.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import type { TrainOptions } from "../training/loop/options.ts";
import { expectLoss, type LossChoice } from "../training/losses/choice.ts";
import { type MetricChoice, measuredOf } from "../training/metrics/choice.ts";
import { expectOptimizer, optimizerNamed } from "../training/optimizers/choice.ts";
import { rmsprop } from "../training/optimizers/index.ts";
import type { Optimizer } from "../training/optimizers/optimizer.ts";

export interface CompileOptions {
  /** What training lowers: the name of a loss, a function of tensors `(yTrue, yPred) => tensor`, or `{ name, of }`. */
  readonly loss: LossChoice;
  /** An optimizer or the name of one with its defaults; RMSprop by default, as in Keras. */
  readonly optimizer?: Optimizer | string;
  /**
   * Figures that are measured in addition to the loss, over all examples and without sample weights: names such as `accuracy`, `auc`, `f1` or `mae`,
   * functions of tensors, `{ name, of }` or `{ name, size, sums, result }`. None by default.
   */
  readonly metrics?: readonly MetricChoice[];
  /** Scales all gradients down together where their joint length is beyond it; no limit by default. */
  readonly clipNorm?: number;
  /** The share of each batch, that with the greatest loss, that isn't learned from; 0 by default. For data with outliers among them. */
  readonly trim?: number;
}

const COMPILE_OPTIONS: OptionNames<CompileOptions> = { loss: true, optimizer: true, metrics: true, clipNorm: true, trim: true };

/** What `compile` sets. From the state in `ended`, in which the last run ended, `fit` goes on. */
export type Compiled = Pick<TrainOptions, "loss" | "optimizer" | "metrics" | "clipNorm" | "trim" | "ended">;

/** The options of `compile`, checked, with defaults. @throws OptionError as `Sequential.compile`. */
export function compiledOf(options: CompileOptions): Compiled {
  const known = knownOptions("compile", options, COMPILE_OPTIONS);
  const { loss, optimizer = rmsprop(), metrics: measures = [], clipNorm, trim = 0 } = known;
  expectLoss(loss);
  if (!(trim >= 0 && trim < 1))
    throw new OptionError(`trim is the share of a batch that is left out, from 0 to below 1, but this is ${trim}.`);
  if (clipNorm !== undefined && !(clipNorm > 0))
    throw new OptionError(`clipNorm is the greatest length of the gradients, above 0, but this is ${clipNorm}.`);
  const byName = typeof optimizer === "string" ? optimizerNamed(optimizer) : optimizer;
  expectOptimizer(byName);
  return { loss, optimizer: byName, metrics: measuredOf(measures), trim, ended: {}, clipNorm };
}
