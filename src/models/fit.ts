import { OptionError } from "../core/errors.ts";
import { splitPlace } from "../core/hold-out.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { shown } from "../core/words.ts";
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

export interface FitOptions extends EvaluateOptions, Pick<TrainOptions, "stream" | "signal" | "phase" | "pace" | "trial"> {
  /** 1 by default. */
  readonly epochs?: number;
  /** 32 by default; the last batch of an epoch is smaller where it doesn't divide the examples. */
  readonly batchSize?: number;
  /** Examples and targets (and weights) to measure after each epoch. */
  readonly validationData?: readonly [GivenArrays, GivenArrays, EvaluateOptions["sampleWeights"]?];
  /** Share of the last examples that is held out to measure, in place of `validationData`. */
  readonly validationSplit?: number;
  /** True by default: each epoch in another order. A function gives the order of each epoch itself. */
  readonly shuffle?: boolean | EpochOrder;
  /** For the order and the noise; 42 by default, or that of the state in `from`. First weights come from the model's own seed. */
  readonly seed?: number;
  readonly callbacks?: readonly Callback[];
  /**
   * How much each class counts in training, `{ 0: 1, 1: 5 }`, or "balanced", as in scikit-learn: for class numbers, one-hot rows and a column of 0 and 1. A
   * class that isn't named counts 1. Multiplied with `sampleWeights`; validation and metrics don't take them, as in Keras.
   */
  readonly classWeights?: ClassWeights;
  /**
   * Goes on from a run's state, bit by bit as if it had never stopped, with the same data and options. `epochs` includes the epochs before. Give the callbacks
   * again: those that have a state, such as `earlyStopping`, take it from the run's state if they watch the same figure. Their patience may be another one.
   */
  readonly from?: TrainingState;
  /** Gets the doctor's findings, a line each and the same as a `Message`; `console.warn` gets the lines by default. `false` keeps the doctor away, who compiles two graphs more. */
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
  warn: true,
};

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
  if (!Number.isInteger(seed)) throw new OptionError(`seed is a whole number, but this is ${shown(seed)}.`);
  if (typeof shuffle !== "boolean" && typeof shuffle !== "function")
    throw new OptionError(`shuffle is true, false or a function that gives an epoch's order, but this is ${shown(shuffle)}.`);
  expectCallbacks(callbacks);
  if (warn !== false && typeof warn !== "function")
    throw new OptionError(`warn is a function that gets the doctor's findings, or false, but this is ${JSON.stringify(warn)}.`);
  if (options.pace !== undefined && typeof options.pace !== "function")
    throw new OptionError("pace is a function that says how much is done between two reports: pace: () => ({ seconds: 1 }).");
  if (options.signal !== undefined && typeof options.signal?.aborted !== "boolean")
    throw new OptionError("signal is an AbortSignal, such as new AbortController().signal.");
  if (options.stream !== undefined && (typeof options.stream !== "object" || options.stream === null))
    throw new OptionError(`stream is what parts of data are read from, but this is ${shown(options.stream)}.`);
  if (options.trial !== undefined && !["learningRate", "optimizer"].includes(options.trial))
    throw new OptionError(
      `trial names the option that may make the loss diverge, "learningRate" or "optimizer", but this is ${shown(options.trial)}.`,
    );
  const examples = prepare(model, given);
  model.inputDtypes = examples.map(({ dtype }) => (dtype === "uint8" ? "uint8" : "float32"));
  const parts = checkedData(model, compiled, batchable(model, "training", examples, targets, options.sampleWeights), options);
  const runtime = options.runtime ?? (await defaultRuntime());
  const from = options.from ?? goingOn(model, compiled, options.phase?.earlier);
  const { stream, signal, phase, pace, trial } = options;
  const told = { epochs, batchSize, shuffle, seed, callbacks, stream, signal, phase, pace, trial, warn: warn || undefined };
  return train(runtime, { ...told, ...compiled, ...parts, model, from });
}

/** The examples to learn from and to be measured on, once all of them are checked. */
function checkedData(
  model: Trainable,
  compiled: Compiled,
  all: Batchable,
  { validationData, validationSplit, classWeights, stream }: FitOptions,
): { readonly data: Batchable; readonly validation?: Batchable } {
  checkRows(all, "training");
  if (validationData !== undefined && !Array.isArray(validationData))
    throw new OptionError("validationData is a list of examples and targets (and weights): validationData: [examples, targets].");
  if (stream && validationSplit !== undefined)
    throw new OptionError(
      "validationSplit can't hold out the last examples of a stream, which come in parts: give validationData.",
    );
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

/** Examples to learn from, each with the weight of its class. @throws OptionError where they come as a stream, or the model has several outputs. */
function weighted(
  losses: Compiled["losses"],
  data: Batchable,
  classWeights: ClassWeights | undefined,
  stream: unknown,
): Batchable {
  if (classWeights === undefined) return data;
  if (stream)
    throw new OptionError("classWeights can't weigh the examples of a stream, which are their own targets. Leave them out.");
  if (losses.length > 1)
    throw new OptionError(
      "classWeights weigh the examples of a model with one output. Give sampleWeights by the outputs' names.",
    );
  return { ...data, weights: [weightedByClass(losses[0]!.loss, data.targets[0]!, classWeights, data.weights[0])] };
}

/** Examples to learn from, and the last share of them, held out to measure. @throws OptionError if the share isn't between 0 and 1 or leaves a part empty. */
function holdOut(all: Batchable, share: number): [Batchable, Batchable] {
  if (typeof share !== "number" || !(share > 0 && share < 1))
    throw new OptionError(`validationSplit is a share between 0 and 1, but this is ${shown(share)}.`);
  const count = countOfRows(all);
  const at = splitPlace(count, share);
  if (at === 0 || at === count)
    throw new OptionError(`A validation split of ${share} of ${count} examples leaves one part empty.`);
  return [rowsFrom(all, 0, at), rowsFrom(all, at, count)];
}

/** The state that `fit` starts from after an earlier call; undefined at the first call. */
function goingOn(model: Trainable, { optimizer, ended }: Compiled, history: readonly EpochLog[] = []): TrainingState | undefined {
  return ended.state && { ...stateAfter(ended.state, model, stateNames(model, optimizer)), history };
}
