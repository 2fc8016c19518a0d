import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { expectFinite, firstNotFinite, placeIn } from "../core/finite.ts";
import { expectArray, type NdArray, ndarray, sizeOf, sliceRows } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { reduceSum, showShape, toOnnx } from "../graph/index.ts";
import { sameShape } from "../graph/tensor.ts";
import { defaultRuntime } from "../runtime/default.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Batchable, checkRows, measure, objectiveOf, rowsAtATime, rowsToMeasure } from "../training/batchable.ts";
import { type Callback, expectCallbacks } from "../training/callbacks/callback.ts";
import type { Warn } from "../training/doctor.ts";
import type { EpochLog } from "../training/history.ts";
import type { EpochOrder, Pace } from "../training/loop/options.ts";
import { type TrainResult, train } from "../training/loop/train.ts";
import { firstUnfit, type LossChoice, rowOutsideOf, takesLabels, takesMissing } from "../training/losses/choice.ts";
import type { MetricName } from "../training/metrics/choice.ts";
import type { Optimizer } from "../training/optimizers/optimizer.ts";
import { evaluationProgram, inferenceProgram, stateNames } from "../training/program.ts";
import type { Phase, TrainingState } from "../training/state.ts";
import type { ExampleStream } from "../training/stream.ts";
import { arePixels, expectOneClass, expectPlainTargets } from "../training/targets.ts";
import { stateAfter, weightFeeds, weightsOf } from "../training/weights.ts";
import type { Sequential } from "./sequential.ts";

/** What `compile` sets. */
export interface Compiled {
  readonly loss: LossChoice;
  readonly optimizer: Optimizer;
  readonly metrics: readonly MetricName[];
  readonly clipNorm?: number;
  readonly trim?: number;
  /** Holds the state in which the last run ended, from which `fit` goes on. Empty before the first run. */
  readonly ended: { state?: TrainingState };
}

export interface RunOptions {
  /** What runs it; the fastest that this machine has by default. */
  readonly runtime?: Runtime;
}

const RUN_OPTIONS: OptionNames<RunOptions> = { runtime: true };

/** @throws OptionError for an option that what runs a model doesn't take, with the nearest name. */
export const runOptions = (where: string, options: RunOptions): RunOptions => knownOptions(where, options, RUN_OPTIONS);

export interface EvaluateOptions extends RunOptions {
  /** 32 by default. Matters to losses that look at a whole batch alone; others are measured in larger parts. */
  readonly batchSize?: number;
  /** [n], how much each example counts. */
  readonly sampleWeights?: NdArray<"float32">;
}

const EVALUATE_OPTIONS: OptionNames<EvaluateOptions> = { ...RUN_OPTIONS, batchSize: true, sampleWeights: true };

export interface FitOptions extends EvaluateOptions {
  /** 1 by default. */
  readonly epochs?: number;
  /** 32 by default; the last batch of an epoch is smaller where it doesn't divide the examples. */
  readonly batchSize?: number;
  /** Examples and targets (and weights) to measure after each epoch. */
  readonly validationData?: readonly [NdArray, NdArray, NdArray<"float32">?];
  /** Share of the last examples that is held out to measure, in place of `validationData`. */
  readonly validationSplit?: number;
  /** True by default: each epoch in another order. A function gives the order of each epoch itself. */
  readonly shuffle?: boolean | EpochOrder;
  /** For the order and the noise; 42 by default, or that of the state in `from`. First weights come from the model's own seed. */
  readonly seed?: number;
  /** More rows than memory holds: each epoch takes these, a part after the other, shuffled inside of a part; the examples given are some of them. */
  readonly stream?: ExampleStream;
  readonly callbacks?: readonly Callback[];
  readonly signal?: AbortSignal;
  /** Which phase this is, of a training that has several. */
  readonly phase?: Phase;
  /**
   * Goes on from a run's state, bit by bit as if it had never stopped, with the same data and options. `epochs` includes the epochs before. Give the callbacks
   * again: those that have a state, such as `earlyStopping`, take it from the run's state if they watch the same figure. Their patience may be another one.
   */
  readonly from?: TrainingState;
  /** How much is done between two calls of `onProgress`; asked before each. */
  readonly pace?: () => Pace;
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
  signal: true,
  phase: true,
  from: true,
  pace: true,
  warn: true,
};

export type FitResult = TrainResult;

export async function fit(
  model: Sequential,
  compiled: Compiled,
  examples: NdArray,
  targets: NdArray,
  options: FitOptions,
): Promise<FitResult> {
  const {
    epochs = 1,
    batchSize = 32,
    validationData,
    validationSplit,
    sampleWeights,
    shuffle = true,
    seed = options.from?.seed ?? 42,
    callbacks = [],
  } = knownOptions("fit", options, FIT_OPTIONS);
  expectCounts({ epochs, batchSize });
  if (!Number.isInteger(seed)) throw new OptionError(`seed is a whole number, but this is ${seed}.`);
  if (typeof shuffle !== "boolean" && typeof shuffle !== "function")
    throw new OptionError(`shuffle is true, false or a function that gives an epoch's order, but this is ${shuffle}.`);
  expectCallbacks(callbacks);
  prepare(model, examples);
  const all: Batchable = { examples, targets, ...(sampleWeights && { weights: sampleWeights }) };
  checkRows(all, "training");
  if (validationData !== undefined && !Array.isArray(validationData))
    throw new OptionError("validationData is a list of examples and targets (and weights): validationData: [examples, targets].");
  if (options.stream && validationSplit !== undefined)
    throw new OptionError(
      "validationSplit can't hold out the last examples of a stream, which come in parts: give validationData.",
    );
  const [data, held] = validationSplit === undefined ? [all, undefined] : holdOut(all, validationSplit);
  const given = validationData && {
    examples: validationData[0],
    targets: validationData[1],
    ...(validationData[2] && { weights: validationData[2] }),
  };
  const validation = given ?? held;
  if (validation) {
    expectExamples(model, validation.examples);
    checkRows(validation, "validation");
  }
  for (const part of [data, validation]) if (part) expectTargets(model, compiled, part);
  expectNumbers(model, compiled.loss, all);
  if (given) expectNumbers(model, compiled.loss, given, "validation ");
  for (const part of [all, given]) if (part) expectFit(compiled.loss, part);
  const runtime = options.runtime ?? (await defaultRuntime());
  const from = options.from ?? goingOn(model, compiled, options.phase?.earlier);
  return train(runtime, {
    ...compiled,
    model,
    data,
    epochs,
    batchSize,
    shuffle,
    seed,
    callbacks,
    ...(options.warn !== false && { warn: options.warn ?? ((line) => console.warn(line)) }),
    ...(validation && { validation }),
    ...(options.stream && { stream: options.stream }),
    ...(options.phase && { phase: options.phase }),
    ...(options.signal && { signal: options.signal }),
    ...(from && { from }),
    ...(options.pace && { pace: options.pace }),
  });
}

/** The state that `fit` starts from after an earlier call; undefined at the first call. */
function goingOn(
  model: Sequential,
  { optimizer, ended }: Compiled,
  history: readonly EpochLog[] = [],
): TrainingState | undefined {
  return ended.state && { ...stateAfter(ended.state, model, stateNames(model, optimizer)), history };
}

export async function evaluate(
  model: Sequential,
  compiled: Compiled,
  examples: NdArray,
  targets: NdArray,
  options: EvaluateOptions,
): Promise<Record<string, number>> {
  const { runtime, sampleWeights, batchSize = 32 } = knownOptions("evaluate", options, EVALUATE_OPTIONS);
  expectCounts({ batchSize });
  prepare(model, examples);
  const data: Batchable = { examples, targets, ...(sampleWeights && { weights: sampleWeights }) };
  checkRows(data, "evaluation");
  expectTargets(model, compiled, data);
  expectNumbers(model, compiled.loss, data);
  const program = await (runtime ?? (await defaultRuntime())).compile(
    toOnnx(evaluationProgram(objectiveOf({ model, ...compiled }, data))),
  );
  try {
    return await measure(
      program,
      data,
      weightFeeds(model, weightsOf(model)),
      ["loss", ...compiled.metrics],
      rowsToMeasure(model, batchSize),
    );
  } finally {
    await program.close();
  }
}

export async function predict(model: Sequential, examples: NdArray, options: RunOptions): Promise<NdArray<"float32">> {
  const { runtime } = runOptions("predict", options);
  prepare(model, examples);
  expectFinite(examples, { missing: model.acceptsMissing });
  const count = examples.shape[0] ?? 0;
  const graph = inferenceProgram(model, { dtype: examples.dtype, shape: examples.shape.slice(1) });
  // A sum is finite only if all of its terms are, and adding them up inside the graph costs far less than looking at each in JavaScript.
  const program = await (runtime ?? (await defaultRuntime())).compile(
    toOnnx({ ...graph, outputs: { ...graph.outputs, sum: reduceSum(graph.outputs.outputs!) } }),
  );
  const shape = [count, ...model.outputShape];
  const outputs = ndarray("float32", shape, new Float32Array(sizeOf(shape)));
  const sum = ndarray("float32", [], new Float32Array(1));
  let areFinite = true;
  try {
    const rows = rowsAtATime(model);
    for (let start = 0; start < count; start += rows) {
      const end = Math.min(start + rows, count);
      await program.run({ examples: sliceRows(examples, start, end) }, { outputs: sliceRows(outputs, start, end), sum });
      areFinite &&= Number.isFinite(sum.data[0]);
    }
  } finally {
    await program.close();
  }
  if (!areFinite) expectOutputs(outputs);
  return outputs;
}

/** @throws DataError with the first output of a model that isn't finite. */
export function expectOutputs(outputs: NdArray<"float32">): void {
  const broken = firstNotFinite(outputs);
  if (broken >= 0)
    throw new DataError(
      `The model's output for ${placeIn(outputs, broken)} is ${outputs.data[broken]} (counted from 0). That row's numbers are too large for the model, or its weights are broken: look at the row, or train the model again.`,
    );
}

/** @throws OptionError where a number of epochs or examples isn't a whole number of at least 1. */
function expectCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`${name} is a whole number of at least 1, but this is ${value}.`);
  }
}

function prepare(model: Sequential, examples: NdArray): void {
  expectArray("examples", examples);
  if (!model.isBuilt) model.buildFor(examples.shape.slice(1));
  expectExamples(model, examples);
  model.initialize();
}

/** @throws ShapeError where the examples aren't of the model's input shape. */
function expectExamples(model: Sequential, examples: NdArray): void {
  expectArray("examples", examples);
  const { shape } = examples;
  const wanted = model.inputExampleShape;
  if (!sameShape(shape.slice(1), wanted)) {
    throw new ShapeError(
      `The model takes examples of ${showShape(wanted)}, but these are ${showShape(shape.slice(1))}. Resize them, or train a model on them.`,
    );
  }
}

/** @throws DataError where a target's values can't be learned from or measured. */
function expectTargets(model: Sequential, { loss, metrics }: Compiled, { examples, targets }: Batchable): void {
  expectLabels(model, loss, targets);
  if (!takesLabels(loss)) expectPlainTargets(examples, targets);
  expectOneClass(metrics, targets, model.outputShape);
}

/** @throws DataError if a number isn't finite. NaN is a missing value in examples if the model accepts them, and in targets if the loss does. */
function expectNumbers(model: Sequential, loss: LossChoice, { examples, targets, weights }: Batchable, which = ""): void {
  const missing = model.acceptsMissing;
  const missingTargets = takesMissing(loss);
  const name = (what: string) => `The ${which}${what}`;
  if (targets === examples)
    expectFinite(examples, { missing: missing && missingTargets, ...(which && { where: name("examples") }) });
  else {
    expectFinite(examples, { missing, ...(which && { where: name("examples") }) });
    expectFinite(targets, { missing: missingTargets, where: name("targets") });
  }
  if (weights) expectFinite(weights, { where: name("sample weights") });
}

/** @throws DataError with the first target that the loss doesn't take. Pixels always count from 0 to 1. */
function expectFit(loss: LossChoice, { examples, targets }: Batchable): void {
  const at = arePixels(examples, targets) ? -1 : firstUnfit(loss, targets);
  if (at >= 0)
    throw new DataError(
      `The loss ${typeof loss === "string" ? loss : loss.name} is for targets from 0 to 1, but ${placeIn(targets, at)} is ${targets.data[at]} (counted from 0). Scale the data to 0 to 1, or take another loss, such as mse.`,
    );
}

/** @throws DataError with the first row whose label isn't the number of a class, where the loss takes such labels. */
function expectLabels(model: Sequential, loss: LossChoice, labels: NdArray): void {
  if (!takesLabels(loss)) return;
  const classes = model.outputShape.at(-1)!;
  const wrong = rowOutsideOf(classes, labels);
  const row = Math.floor((wrong * labels.shape[0]!) / labels.data.length);
  if (wrong >= 0)
    throw new DataError(
      `The label of row ${row} (counted from 0) is ${labels.data[wrong]}, but the model has ${classes} classes: labels are whole numbers from 0 to ${classes - 1}.`,
    );
}

function holdOut(all: Batchable, share: number): [Batchable, Batchable] {
  if (!(share > 0 && share < 1)) throw new OptionError(`validationSplit is a share between 0 and 1, but this is ${share}.`);
  const count = all.examples.shape[0]!;
  const at = Math.round(count * (1 - share));
  if (at === 0 || at === count)
    throw new OptionError(`A validation split of ${share} of ${count} examples leaves one part empty.`);
  const part = (start: number, end: number): Batchable => {
    const examples = sliceRows(all.examples, start, end);
    const targets = all.targets === all.examples ? examples : sliceRows(all.targets, start, end);
    return { examples, targets, ...(all.weights && { weights: sliceRows(all.weights, start, end) }) };
  };
  return [part(0, at), part(at, count)];
}
