import { DataError, TrainingError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { startsOf } from "../../core/rows.ts";
import { showShape } from "../../graph/index.ts";
import { sameShape } from "../../graph/tensor.ts";
import { type Callback, namedWithState } from "../callbacks/callback.ts";
import type { EpochLog } from "../history.ts";
import { rateAt } from "../schedules/schedule.ts";
import { type CallbackState, expectSameEpoch, type TrainingState } from "../state.ts";
import { slotName, stateNames } from "../training-program.ts";
import { firstState, stateShapes } from "../weights.ts";
import type { TrainOptions } from "./options.ts";

/** The state of a run in progress: everything that changes from step to step. Checkpoints are made from it. */
export class Standing {
  /** Every variable and optimizer slot, by name. It is replaced as a whole, so that a checkpoint made earlier doesn't change. */
  arrays: Readonly<Record<string, NdArray<"float32">>>;
  /** Number of steps done in all, of epochs done, and of batches done in the current epoch. */
  step: number;
  epoch: number;
  batch: number;
  /** Sums over the examples seen in the current epoch: first of the loss, then of each metric. */
  sums: readonly (readonly number[])[] = [];
  /** Learning rate that a callback has set. It replaces the optimizer's rate. */
  ownRate: number | undefined;
  readonly earlierEpochs: number;
  readonly history: EpochLog[];
  /** Reason for the end of the run, once it has been stopped. */
  stopped: string | undefined;
  /**
   * State at the end of the run, before callbacks put other weights into the model, such as the best ones. Training continues
   * from this state.
   */
  ended: TrainingState | undefined;
  readonly names: readonly string[];
  /** Number of examples in an epoch. Infinite in the first epoch of a stream of unknown length. */
  examples: number;
  private readonly options: TrainOptions;
  private readonly stateful: ReadonlyMap<string, Callback>;

  /**
   * Starts a run, or continues an earlier one.
   * @throws TrainingError if the checkpoint belongs to another model or optimizer, or is from the middle of an epoch of other
   * data.
   */
  constructor(options: TrainOptions, examples: number) {
    const { model, optimizer, from, phase, callbacks, batchSize } = options;
    this.options = options;
    this.examples = examples;
    this.names = stateNames(model, optimizer);
    this.stateful = namedWithState(callbacks);
    if (from) {
      expectState(from);
      expectNames(from, this.names);
      expectSameEpoch(from, examples, batchSize);
      expectShapes(from, stateShapes(model, this.names));
    }
    this.arrays = from ? from.arrays : firstState(model, this.names);
    ({ step: this.step, epoch: this.epoch, batch: this.batch } = from ?? { step: 0, epoch: 0, batch: 0 });
    this.ownRate = from?.learningRate;
    this.earlierEpochs = from?.earlierEpochs ?? 0;
    this.history = [...(from?.history ?? phase?.earlier ?? [])];
  }

  /**
   * Sets the sums to 0, or to those of the checkpoint.
   * @param sizes number of sums of the loss and of each metric.
   * @throws TrainingError if the checkpoint is from the middle of an epoch in which other metrics were measured.
   */
  beginSums(sizes: readonly number[]): void {
    const { sums = [], batch = 0 } = this.options.from ?? {};
    const starts = startsOf(sizes);
    const goesOn = batch > 0;
    if (goesOn && sums.length !== sizes.reduce((a, b) => a + b, 0))
      throw new TrainingError(
        "The checkpoint is from the middle of an epoch in which other metrics were measured. Continue with the same metrics, or start a new training.",
      );
    this.sums = sizes.map((size, i) => (goesOn ? sums.slice(starts[i], starts[i]! + size) : new Array<number>(size).fill(0)));
  }

  /** Replaces the trainable weights by their running averages, if the optimizer has these. */
  takeAverages(): void {
    const { model, optimizer } = this.options;
    const { kind, averageIn } = optimizer;
    if (averageIn === undefined || this.step === 0) return;
    const learning = new Set(model.trainableVariables);
    const paths = model.variablePaths.filter((_, i) => learning.has(model.variables[i]!));
    const averages = paths.map((path) => [path, this.arrays[slotName(path, kind, averageIn)]!] as const);
    this.arrays = { ...this.arrays, ...Object.fromEntries(averages) };
  }

  /** Records the number of examples that an epoch had. @throws DataError if earlier epochs had another number. */
  countExamples(count: number): void {
    const { examples, epoch } = this;
    if (Number.isFinite(examples) && count !== examples)
      throw new DataError(
        `The stream gave ${count} examples in epoch ${epoch + 1}, but ${examples} in an earlier epoch. Return all of them each time that the function is called, or give stepsPerEpoch.`,
      );
    this.examples = count;
  }

  /** Returns the learning rate of a step, by default of the next one. */
  rate(step = this.step): number {
    return this.ownRate ?? rateAt(this.options.optimizer.learningRate, step);
  }

  /** Restores the state of each callback from the checkpoint. */
  restoreCallbacks(run: Parameters<NonNullable<Callback["restore"]>>[1]): void {
    for (const [name, callback] of this.stateful) {
      const kept = this.options.from?.callbacks?.[name];
      if (kept) callback.restore?.(kept, run);
    }
  }

  /** Returns the complete state to continue from. */
  state(): TrainingState {
    const { phase, seed, batchSize } = this.options;
    const kept = [...this.stateful].map(([name, callback]) => [name, callback.state!()] as const);
    return {
      arrays: this.arrays,
      step: this.step,
      epoch: this.epoch,
      batch: this.batch,
      ...(this.earlierEpochs > 0 && { earlierEpochs: this.earlierEpochs }),
      sums: this.sums.flat(),
      seed,
      ...(Number.isFinite(this.examples) && { examples: this.examples }),
      batchSize,
      history: [...this.history],
      ...(phase && { phase: phase.number }),
      ...(phase?.states && phase.states.length > 0 && { phases: phase.states }),
      ...(this.ownRate !== undefined && { learningRate: this.ownRate }),
      ...(kept.length > 0 && { callbacks: Object.fromEntries<CallbackState>(kept) }),
    };
  }
}

function expectState(from: TrainingState): void {
  if (typeof from !== "object" || typeof from.arrays !== "object" || !Array.isArray(from.sums) || !Array.isArray(from.history))
    throw new TrainingError(
      "from must be the state at the end of a run, such as (await model.fit(x, y)).state, but it isn't one.",
    );
}

function expectNames({ arrays }: TrainingState, names: readonly string[]): void {
  for (const name of names)
    if (!arrays[name])
      throw new TrainingError(`The checkpoint has no "${name}", so it belongs to another model or optimizer. Use the same ones.`);
}

function expectShapes({ arrays }: TrainingState, shapes: Readonly<Record<string, readonly number[]>>): void {
  for (const [name, shape] of Object.entries(shapes))
    if (!sameShape(arrays[name]!.shape, shape))
      throw new TrainingError(
        `The checkpoint's "${name}" is ${showShape(arrays[name]!.shape)}, but the model's is ${showShape(shape)}. Use a checkpoint of the same model.`,
      );
}
