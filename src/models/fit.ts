import { OptionError } from "../core/errors.ts";
import { splitPlace } from "../core/hold-out.ts";
import { message, option } from "../core/message.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { type Communicator, expectCommunicator } from "../runtime/communicator.ts";
import { defaultRuntime } from "../runtime/default.ts";
import { type Batchable, checkRows, countOfRows, rowsFrom } from "../training/batchable.ts";
import { type Callback, expectCallbacks } from "../training/callbacks/callback.ts";
import { type ClassWeights, weightedByClass } from "../training/class-weights.ts";
import type { Warn } from "../training/doctor.ts";
import type { EpochLog } from "../training/history.ts";
import type { EpochOrder, TrainOptions } from "../training/loop/options.ts";
import { type TrainResult, train } from "../training/loop/train.ts";
import type { TrainingState } from "../training/state.ts";
import { stateNames } from "../training/training-program.ts";
import { stateAfter } from "../training/weights.ts";
import { arraysFor, type GivenArrays } from "./arrays.ts";
import { expectCounts, expectExamples, expectFit, expectNumbers, expectTargets, prepare } from "./checks.ts";
import type { Compiled } from "./compile.ts";
import { batchable, EVALUATE_OPTIONS, type EvaluateOptions } from "./evaluate.ts";
import type { Trainable } from "./trainable.ts";

/** Options of `fit`. */
export interface FitOptions extends EvaluateOptions, Pick<TrainOptions, "stream" | "signal" | "phase" | "pace" | "trial"> {
  /** Number of passes over the examples; 1 by default. */
  readonly epochs?: number;
  /** Number of examples in a batch; 32 by default. The last batch of an epoch may be smaller. */
  readonly batchSize?: number;
  /** Validation examples and targets (and weights), which are evaluated after each epoch. */
  readonly validationData?: readonly [GivenArrays, GivenArrays, EvaluateOptions["sampleWeights"]?];
  /** Share of the examples to hold out for validation instead of `validationData`. The last examples are held out. */
  readonly validationSplit?: number;
  /** Whether each epoch uses another order; true by default. A function returns the order of each epoch. */
  readonly shuffle?: boolean | EpochOrder;
  /**
   * Seed of the order and the noise; 42 by default, or that of the state in `from`. The first weights come from the model's own
   * seed.
   */
  readonly seed?: number;
  readonly callbacks?: readonly Callback[];
  /**
   * Weight of each class in training, such as `{ 0: 1, 1: 5 }`, or "balanced", as in scikit-learn. A class without a weight has
   * weight 1. The targets can be class numbers, one-hot rows, or a column of 0 and 1. The weights are multiplied by
   * `sampleWeights`. Validation and metrics ignore them, as in Keras.
   */
  readonly classWeights?: ClassWeights;
  /**
   * State of an earlier run to continue from. With the same data and options, the result is the same as if the run had never
   * stopped. `epochs` includes the earlier epochs. Give the callbacks again: those with a state, such as `earlyStopping`, restore
   * it if they watch the same value. Their patience may differ.
   */
  readonly from?: TrainingState;
  /**
   * The processes that train together, from `mpi()`, which all call `fit` with the same model, data and options. Each works on its
   * part of every batch, and all get the weights of a training in one process (the sums of numbers differ in their last bits). Only
   * the first process warns.
   */
  readonly distributed?: Communicator;
  /**
   * With `distributed`: number of batches that each process learns from alone before the weights are averaged; 1 by default, which
   * adds up the gradients of each batch and is exact. More is faster on slow networks, and another training.
   */
  readonly syncEvery?: number;
  /**
   * Receives warnings about the data and the model, as text and as a `Message`; `console.warn` prints them by default. `false`
   * turns these checks off, which saves the compilation of two graphs.
   */
  readonly warn?: Warn | false;
}

export const FIT_OPTIONS: OptionNames<FitOptions> = {
  ...EVALUATE_OPTIONS,
  epochs: true,
  validationData: true,
  validationSplit: true,
  shuffle: true,
  seed: true,
  stream: true,
  callbacks: true,
  classWeights: true,
  signal: true,
  phase: true,
  from: true,
  pace: true,
  trial: true,
  distributed: true,
  syncEvery: true,
  warn: true,
};

/** Result of `fit` of a model. */
export type FitResult = TrainResult;

/** Trains a model. @throws as `fit` of a model. */
export async function fit(
  model: Trainable,
  compiled: Compiled,
  given: GivenArrays,
  targets: GivenArrays,
  options: FitOptions,
): Promise<FitResult> {
  const { epochs = 1, batchSize = 32, shuffle = true, callbacks = [] } = knownOptions("fit", options, FIT_OPTIONS);
  const { seed = options.from?.seed ?? 42, warn = (line: string) => console.warn(line) } = options;
  expectCounts({ epochs, batchSize });
  if (typeof shuffle !== "boolean" && typeof shuffle !== "function")
    throw new OptionError(
      `shuffle must be true, false or a function that returns an epoch's order, but it is ${shown(shuffle)}.`,
    );
  expectCallbacks(callbacks);
  if (warn !== false && typeof warn !== "function")
    throw new OptionError(`warn must be a function that receives warnings, or false, but it is ${JSON.stringify(warn)}.`);
  if (options.pace !== undefined && typeof options.pace !== "function")
    throw new OptionError(
      "pace must be a function that returns the time between two reports of progress, such as pace: () => ({ seconds: 1 }).",
    );
  if (options.signal !== undefined && typeof options.signal?.aborted !== "boolean")
    throw new OptionError("signal must be an AbortSignal, such as new AbortController().signal.");
  if (options.stream !== undefined && (typeof options.stream !== "object" || options.stream === null))
    throw new OptionError(`stream must be an object with count, partSize and parts(), but it is ${shown(options.stream)}.`);
  if (options.trial !== undefined && !["learningRate", "optimizer"].includes(options.trial))
    throw new OptionError(
      `trial must be "learningRate" or "optimizer", the option that may make the loss diverge, but it is ${shown(options.trial)}.`,
    );
  const { distributed, syncEvery } = options;
  expectDistributed(distributed, syncEvery, compiled);
  const examples = prepare(model, given);
  model.inputDtypes = examples.map(({ dtype }) => (dtype === "uint8" ? "uint8" : "float32"));
  const parts = checkedData(model, compiled, batchable(model, "training", examples, targets, options.sampleWeights), options);
  const runtime = options.runtime ?? (await defaultRuntime());
  const from = options.from ?? goingOn(model, compiled, options.phase?.earlier);
  const { stream, signal, phase, pace, trial } = options;
  const told = { epochs, batchSize, shuffle, seed, callbacks, stream, signal, phase, pace, trial };
  const warning = warn === false || (distributed && distributed.rank > 0) ? {} : { warn };
  return train(runtime, { ...told, ...warning, distributed, syncEvery, ...compiled, ...parts, model, from });
}

/** @throws OptionError if the options of a distributed training are wrong. */
function expectDistributed(distributed: unknown, syncEvery: number | undefined, { trim }: Compiled): void {
  expectCommunicator(distributed);
  if (distributed !== undefined && trim)
    throw new OptionError(
      message`${option("trim")} compares all examples of a batch, which several processes don't have. Leave it out, or train in one process.`,
    );
  if (syncEvery === undefined) return;
  expectCounts({ syncEvery });
  if (distributed === undefined)
    throw new OptionError(
      message`${option("syncEvery")} is for processes that train together. Start them with mpirun, or leave it out.`,
    );
}

/** Checks all data, and returns the training data and the validation data. */
function checkedData(
  model: Trainable,
  compiled: Compiled,
  all: Batchable,
  { validationData, validationSplit, classWeights, stream }: FitOptions,
): { readonly data: Batchable; readonly validation?: Batchable } {
  checkRows(all, "training");
  if (validationData !== undefined && !Array.isArray(validationData))
    throw new OptionError(
      "validationData must be a list of examples and targets (and weights), such as validationData: [examples, targets].",
    );
  if (stream && validationSplit !== undefined)
    throw new OptionError("validationSplit can't hold out the last examples of a stream. Give validationData instead.");
  const [data, held] = validationSplit === undefined ? [all, undefined] : holdOut(all, validationSplit);
  const given =
    validationData &&
    batchable(
      model,
      "validation",
      arraysFor("validation examples", validationData[0], model.inputNames),
      validationData[1],
      validationData[2],
    );
  const validation = given ?? held;
  if (validation) {
    expectExamples(model, validation.examples);
    checkRows(validation, "validation");
  }
  for (const part of [data, validation]) if (part) expectTargets(model, compiled, part);
  expectNumbers(model, compiled.losses, all);
  if (given) expectNumbers(model, compiled.losses, given, "validation ");
  expectFit(compiled.losses, all);
  if (given) expectFit(compiled.losses, given, "validation");
  return { data: weighted(compiled.losses, data, classWeights, stream), validation };
}

/**
 * Weighs the training examples by their classes. @throws OptionError if they come as a stream, or if the model has several
 * outputs.
 */
function weighted(
  losses: Compiled["losses"],
  data: Batchable,
  classWeights: ClassWeights | undefined,
  stream: unknown,
): Batchable {
  if (classWeights === undefined) return data;
  if (stream)
    throw new OptionError(
      "classWeights can't be used with a stream, whose examples are their own targets. Leave out classWeights.",
    );
  if (losses.length > 1)
    throw new OptionError(
      "classWeights only work for models with one output. Give sampleWeights by the names of the outputs instead.",
    );
  return { ...data, weights: [weightedByClass(losses[0]!.loss, data.targets[0]!, classWeights, data.weights[0])] };
}

/**
 * Splits off the last share of the examples for validation. @throws OptionError if the share isn't between 0 and 1, or leaves a
 * part empty.
 */
function holdOut(all: Batchable, share: number): [Batchable, Batchable] {
  if (typeof share !== "number" || !(share > 0 && share < 1))
    throw new OptionError(`validationSplit must be a share between 0 and 1, but it is ${shown(share)}.`);
  const count = countOfRows(all);
  const at = splitPlace(count, share);
  if (at === 0 || at === count)
    throw new OptionError(
      `A validationSplit of ${share} leaves one part of the ${count} examples empty. Choose another share, or give more examples.`,
    );
  return [rowsFrom(all, 0, at), rowsFrom(all, at, count)];
}

/** Returns the state that `fit` continues from after an earlier call. Undefined for the first call. */
function goingOn(model: Trainable, { optimizer, ended }: Compiled, history: readonly EpochLog[] = []): TrainingState | undefined {
  return ended.state && { ...stateAfter(ended.state, model, stateNames(model, optimizer)), history };
}
