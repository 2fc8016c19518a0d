import { OptionError, TrainingError } from "../core/errors.ts";
import { either, message, option } from "../core/message.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { keyOf, permutation, random } from "../core/random.ts";
import { showShape, toOnnx } from "../graph/index.ts";
import { sameShape } from "../graph/tensor.ts";
import type { Layer } from "../layers/index.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Batchable, checkRows, feedsOf, measure, objectiveOf, rowsToMeasure } from "./batchable.ts";
import { type Callback, namedWithState, type Progress, type Run } from "./callbacks.ts";
import { examine, findings, unscaled, type Warn } from "./doctor.ts";
import { type EpochLog, validationName } from "./history.ts";
import { type LossChoice, takesMissing } from "./losses.ts";
import type { MetricName } from "./metrics.ts";
import type { Optimizer } from "./optimizers.ts";
import { asRows, carriedShape, evaluationProgram, scalarNames, stateNames, trainingProgram } from "./program.ts";
import { rateAt } from "./schedules.ts";
import { type CallbackState, expectSameEpoch, type Phase, type TrainingState } from "./state.ts";
import { checkedParts, type ExampleStream, expectStreamable } from "./stream.ts";
import { firstState, storeWeights, weightFeeds } from "./weights.ts";

export interface TrainOptions {
  readonly model: Layer;
  readonly loss: LossChoice;
  readonly metrics: readonly MetricName[];
  readonly optimizer: Optimizer;
  readonly clipNorm?: number;
  /** The share of each batch with the greatest loss that isn't learned from. */
  readonly trim?: number;
  readonly data: Batchable;
  /** More rows than memory holds: each epoch takes these, and `data` is some of them, to look at. */
  readonly stream?: ExampleStream;
  readonly validation?: Batchable;
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean | EpochOrder;
  readonly seed: number;
  readonly callbacks: readonly Callback[];
  /** Which phase this is, of a training that has several. */
  readonly phase?: Phase;
  /** Goes on from here. */
  readonly from?: TrainingState;
  /** Receives the state in which the run ends, even if it ends with an error. */
  readonly ended: { state?: TrainingState };
  /** Ends the run at the next chunk of steps, in good order. */
  readonly signal?: AbortSignal;
  /** Gets the doctor's findings; without it the doctor isn't called. */
  readonly warn?: Warn;
  /** Asked before each chunk of steps. */
  readonly pace?: () => Pace;
}

/** How much is done between two reports of progress: what is shorter. */
export interface Pace {
  /** About so long; .25 by default. */
  readonly seconds?: number;
  /** So many steps at most; any number by default. */
  readonly steps?: number;
}

/** Which examples an epoch (counted from 0) takes, one after the other: as many as there are. */
export type EpochOrder = (epoch: number) => Int32Array;

/** Long enough that JavaScript costs nothing, short enough that progress and Ctrl-C feel immediate. */
const CHUNK_SECONDS = 0.25;
/** Runs the training program epoch by epoch; leaves the model's variables as they are at the end. */
export async function train(
  runtime: Runtime,
  options: TrainOptions,
): Promise<{ history: readonly EpochLog[]; stopped?: string; state: TrainingState }> {
  const { model, optimizer, data, validation, batchSize, callbacks, signal } = options;
  const objective = { ...objectiveOf(options, data), ...(options.trim !== undefined && { trim: options.trim }) };
  const count = options.stream?.count ?? checkRows(data, "training");
  if (options.stream) expectStreamable(options.stream, options);
  const figures = ["loss", ...options.metrics];
  const batches = Math.ceil(count / batchSize);
  const names = stateNames(model, optimizer);

  let arrays = options.from ? { ...options.from.arrays } : firstState(model, names);
  for (const name of names)
    if (!arrays[name]) throw new TrainingError(`The checkpoint has no "${name}": it is of another model or optimizer.`);
  expectSameEpoch(options.from, count, batchSize);
  for (const [name, { shape }] of Object.entries(options.from ? firstState(model, names) : {}))
    if (!sameShape(arrays[name]!.shape, shape))
      throw new TrainingError(
        `The checkpoint's "${name}" is ${showShape(arrays[name]!.shape)}, but the model's is ${showShape(shape)}: it is of another model.`,
      );
  // The loss of a model that scales its numbers reads their scale from the model.
  if (options.from) storeWeights(model, arrays);

  const program = await runtime.compile(toOnnx(trainingProgram(objective, optimizer, options.clipNorm)));
  const evaluation = validation && (await runtime.compile(toOnnx(evaluationProgram(objectiveOf(options, validation)))));
  let fixed = fixedFeeds(data);
  let { step, epoch, batch } = options.from ?? { step: 0, epoch: 0, batch: 0 };
  let sums = [...(options.from?.sums ?? figures.map(() => 0))];
  let ownRate = options.from?.learningRate;
  const earlierEpochs = options.from?.earlierEpochs ?? 0;
  const history: EpochLog[] = [...(options.from?.history ?? options.phase?.earlier ?? [])];
  let stopped: string | undefined;
  const stateful = namedWithState(callbacks);
  /** The state at the end of the run, before callbacks put other weights into the model, such as the best ones. Training goes on from this state. */
  let ended: TrainingState | undefined;
  /** The part of the data that is at hand: the order of its examples, and the batches of the epoch before it. */
  let part: { readonly order: Int32Array; readonly before: number } = { order: new Int32Array(0), before: 0 };
  let chunk = 8;

  const currentRate = () => ownRate ?? rateAt(optimizer.learningRate, step);
  const run: Run = {
    get learningRate() {
      return currentRate();
    },
    set learningRate(value: number) {
      ownRate = value;
    },
    history,
    stop: (reason) => {
      stopped ??= reason;
    },
    weights: () => Object.fromEntries(model.variablePaths.map((path) => [path, arrays[path]!])),
    setWeights: (weights) => {
      arrays = { ...arrays, ...weights };
    },
    store: (weights) => storeWeights(model, { ...arrays, ...weights }),
    state: () => ended ?? stateNow(),
  };

  function stateNow(): TrainingState {
    const { phase, seed } = options;
    const kept = [...stateful].map(([name, callback]) => [name, callback.state!()] as const);
    return {
      arrays,
      step,
      epoch,
      batch,
      ...(earlierEpochs > 0 && { earlierEpochs }),
      sums: [...sums],
      seed,
      examples: count,
      batchSize,
      history: [...history],
      ...(phase && { phase: phase.number }),
      ...(phase?.states && phase.states.length > 0 && { phases: phase.states }),
      ...(ownRate !== undefined && { learningRate: ownRate }),
      ...(kept.length > 0 && { callbacks: Object.fromEntries<CallbackState>(kept) }),
    };
  }

  /** The order of the examples in the epoch under way, or in one of its parts. */
  function orderOf(examples: number, ...part: readonly number[]): Int32Array {
    const { shuffle, seed } = options;
    if (typeof shuffle === "function") return expectOrder(shuffle(epoch), examples);
    if (!shuffle) return Int32Array.from({ length: examples }, (_, i) => i);
    return permutation(examples, random(seed, 1, earlierEpochs + epoch, ...part));
  }

  /** The parts of an epoch that aren't done yet, made ready one after the other. */
  async function* partsToDo(): AsyncGenerator<{ readonly size: number }> {
    if (!options.stream) {
      part = { order: orderOf(count), before: 0 };
      yield { size: count };
      return;
    }
    let [before, number] = [0, 0];
    for await (const examples of checkedParts(options.stream, data.examples)) {
      const size = examples.shape[0]!;
      const end = before + Math.ceil(size / batchSize);
      if (batch < end) {
        fixed = fixedFeeds({ examples, targets: examples });
        part = { order: orderOf(size, number), before };
        yield { size };
      }
      if (stopped) return;
      before = end;
      number++;
    }
  }

  /** Runs some batches of equal size; returns each figure's value by step. */
  async function steps(howMany: number, size: number): Promise<Float32Array[]> {
    const start = (batch - part.before) * batchSize;
    const first = Array.from({ length: howMany }, (_, i) => step + i);
    const scalars = first.map((s) => {
      const rate = ownRate ?? rateAt(optimizer.learningRate, s);
      return [rate, ...optimizer.scalars(s + 1, rate)];
    });
    const results = await program.run({
      ...fixed,
      ...Object.fromEntries(names.map((name) => [`state/${name}`, inShape(arrays[name]!, carriedShape(arrays[name]!.shape))])),
      ...Object.fromEntries(
        scalarNames(optimizer).map((name, i) => [
          name,
          ndarray(
            "float32",
            [howMany],
            Float32Array.from(scalars, (s) => s[i]!),
          ),
        ]),
      ),
      batches: ndarray("int32", [howMany, size], part.order.subarray(start, start + howMany * size)),
      keys: ndarray(
        "uint32",
        [howMany],
        Uint32Array.from(first, (s) => keyOf(options.seed, 2, s)),
      ),
    });
    const values = figures.map((name) => results[name]!.data as Float32Array);
    const bad = values[0]!.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) await reportBrokenLoss(bad, size);
    arrays = Object.fromEntries(
      names.map((name) => [name, inShape(results[`new/${name}`] as NdArray<"float32">, arrays[name]!.shape)]),
    );
    values.forEach((value, i) => {
      // Added one by one, so that the last bits of the sum don't depend on the number of steps done at once.
      for (const x of value) sums[i]! += size * x;
    });
    step += howMany;
    batch += howMany;
    return values;
  }

  /** Goes back to the last good weights, so that what is saved is whole, and says where the numbers broke first. */
  async function reportBrokenLoss(bad: number, size: number): Promise<never> {
    const brokenStep = step + bad + 1;
    const at = (batch + bad - part.before) * batchSize;
    const rows = part.order.subarray(at, at + size);
    if (bad > 0) await steps(bad, size);
    storeWeights(model, arrays);
    const where = await examine(runtime, model, inExampleShape(fixed.examples!, data.examples), rows, takesMissing(options.loss));
    const rate = currentRate();
    const lower = Number(Math.min(rate / 10, 0.1).toPrecision(2));
    const remedy = where?.startsWith("row")
      ? message`Remove or fill such rows.`
      : message`Try ${either(
          message`a lower learning rate than ${rate}, such as ${option("learningRate", lower)}`,
          message`clip the gradients (${option("clipNorm", 1)})`,
        )}.`;
    throw new TrainingError(
      message`The loss is no longer a number at step ${brokenStep} (epoch ${epoch + 1})${where ? `: ${where}` : ""}. ${remedy}`,
    );
  }

  async function tell<K extends Exclude<keyof Callback, "name" | "state" | "restore">>(
    event: K,
    ...args: Parameters<NonNullable<Callback[K]>>
  ): Promise<void> {
    for (const callback of callbacks)
      await (callback[event] as ((...given: unknown[]) => void | Promise<void>) | undefined)?.(...args);
  }

  const said = new Set<string>();
  async function checkHealth(atEnd: boolean): Promise<void> {
    const { warn } = options;
    if (!warn) return;
    storeWeights(model, arrays);
    for (const finding of await findings(runtime, model, data, atEnd)) {
      const line = String(finding);
      if (!said.has(line)) warn(line, finding);
      said.add(line);
    }
  }

  try {
    if (options.warn) for (const finding of unscaled(options.loss, data)) options.warn(String(finding), finding);
    await tell("onTrainBegin", run);
    for (const [name, callback] of stateful) {
      const kept = options.from?.callbacks?.[name];
      if (kept) callback.restore?.(kept, run);
    }
    while (epoch < options.epochs && !stopped) {
      const began = performance.now();
      const batchAtStart = batch;
      for await (const { size } of partsToDo()) {
        const end = part.before + Math.ceil(size / batchSize);
        while (batch < end && !stopped) {
          if (signal?.aborted) {
            stopped = "interrupted";
            break;
          }
          const full = part.before + Math.floor(size / batchSize) - batch;
          const at = performance.now();
          const { seconds: wanted = CHUNK_SECONDS, steps: most = chunk } = options.pace?.() ?? {};
          const howMany = Math.min(chunk, full, most);
          if (full > 0) await steps(howMany, batchSize);
          else await steps(1, size % batchSize);
          const seconds = (performance.now() - at) / 1000;
          if (full > 0) chunk = Math.max(1, Math.min(howMany * 8, Math.round((howMany * wanted) / seconds)));
          await tell("onProgress", progress(began, batchAtStart), run);
        }
      }
      if (batch < batches) break;
      await endEpoch(began, batchAtStart);
      if (epoch === 1 && options.epochs > 1) await checkHealth(false);
    }
    ended = stateNow();
    await tell("onTrainEnd", run);
    if (stopped !== "interrupted") await checkHealth(true);
  } finally {
    storeWeights(model, arrays);
    await program.close();
    await evaluation?.close();
    options.ended.state = run.state();
  }
  return { history, state: run.state(), ...(stopped && { stopped }) };

  function progress(began: number, batchAtStart: number): Progress {
    const seconds = (performance.now() - began) / 1000;
    const seen = Math.min(batch * batchSize, count);
    const done = Math.max(1, seen - batchAtStart * batchSize);
    const speed = done / seconds;
    const left = ((options.epochs - epoch) * count - seen) / speed;
    return {
      ...(options.phase && { phase: options.phase }),
      epoch: epoch + 1,
      epochs: options.epochs,
      batch,
      batches,
      loss: sums[0]! / seen,
      examplesPerSecond: speed,
      secondsLeft: left,
    };
  }

  async function endEpoch(began: number, batchAtStart: number): Promise<void> {
    const seconds = (performance.now() - began) / 1000;
    const learningRate = currentRate();
    const means = figures.map((name, i) => [name, sums[i]! / count] as const);
    const measured =
      evaluation &&
      (await measure(evaluation, validation!, weightFeeds(model, arrays), figures, rowsToMeasure(model, batchSize)));
    const log = {
      ...(options.phase && { phase: options.phase.number }),
      epoch: epoch + 1,
      ...Object.fromEntries(means),
      ...(measured && Object.fromEntries(figures.map((name) => [validationName(name), measured[name]!]))),
      learningRate,
      seconds,
      examplesPerSecond: (count - batchAtStart * batchSize) / seconds,
    } as EpochLog;
    epoch++;
    batch = 0;
    sums = figures.map(() => 0);
    history.push(log);
    await tell("onEpochEnd", log, run);
    await tell("afterEpochEnd", log, run);
  }
}

/** What every call of the training program is fed with of some examples. */
function fixedFeeds(data: Batchable): Record<string, NdArray> {
  const { weights, ...arrays } = feedsOf(data);
  const rows = Object.entries(arrays).map(([name, array]) => [name, asRows(array)]);
  return { ...Object.fromEntries(rows), ...(weights && { weights }) };
}

const inExampleShape = (rows: NdArray, { shape: [, ...shape] }: NdArray): NdArray =>
  ndarray(rows.dtype, [rows.shape[0]!, ...shape], rows.data);

/** @throws OptionError if an order doesn't have one number of an example for each example. */
function expectOrder(order: Int32Array, count: number): Int32Array {
  if (!(order instanceof Int32Array) || order.length !== count)
    throw new OptionError(`shuffle gives an epoch's order as an Int32Array of ${count} numbers, as many as there are examples.`);
  const wrong = order.find((example) => example < 0 || example >= count);
  if (wrong === undefined) return order;
  throw new OptionError(`shuffle gives the number ${wrong}, but the examples are counted from 0 to ${count - 1}.`);
}

const inShape = (array: NdArray<"float32">, shape: readonly number[]) => ndarray("float32", shape, array.data);
