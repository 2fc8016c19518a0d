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

/** Where a run stands: everything that changes from step to step, and from which a checkpoint is made. */
export class Standing {
  /** Every variable and optimizer slot, by name. Replaced as a whole, so that a checkpoint keeps what it was made of. */
  arrays: Readonly<Record<string, NdArray<"float32">>>;
  /** Steps, epochs, and batches of the epoch under way that are done. */
  step: number;
  epoch: number;
  batch: number;
  /** Sums over the examples seen in the epoch under way: those of the loss, then those of each metric. */
  sums: readonly (readonly number[])[] = [];
  /** Set by a callback, in place of the optimizer's. */
  ownRate: number | undefined;
  readonly earlierEpochs: number;
  readonly history: EpochLog[];
  /** Why the run ends, once it does. */
  stopped: string | undefined;
  /** The state at the end of the run, before callbacks put other weights into the model, such as the best ones. Training goes on from this state. */
  ended: TrainingState | undefined;
  readonly names: readonly string[];
  /** The number of examples in an epoch; infinite in the first one of a stream that doesn't tell. */
  examples: number;
  private readonly options: TrainOptions;
  private readonly stateful: ReadonlyMap<string, Callback>;

  /**
   * The start of a run, or the place where an earlier one stopped.
   * @throws TrainingError if the checkpoint to go on from is of another model or optimizer, or of the middle of another epoch.
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
   * Begins the sums of figures of these sizes, at 0 or where the checkpoint had them.
   * @throws TrainingError if the checkpoint is from the middle of an epoch in which other figures were measured.
   */
  beginSums(sizes: readonly number[]): void {
    const { sums = [], batch = 0 } = this.options.from ?? {};
    const starts = startsOf(sizes);
    const goesOn = batch > 0;
    if (goesOn && sums.length !== sizes.reduce((a, b) => a + b, 0))
      throw new TrainingError(
        "The checkpoint is from the middle of an epoch in which other metrics were measured. Go on with the same metrics, or train anew.",
      );
    this.sums = sizes.map((size, i) => (goesOn ? sums.slice(starts[i], starts[i]! + size) : new Array<number>(size).fill(0)));
  }

  /** Puts the averages that the optimizer keeps in the place of the weights that learn, if it keeps some. */
  takeAverages(): void {
    const { model, optimizer } = this.options;
    const { kind, averageIn } = optimizer;
    if (averageIn === undefined || this.step === 0) return;
    const learning = new Set(model.trainableVariables);
    const paths = model.variablePaths.filter((_, i) => learning.has(model.variables[i]!));
    const averages = paths.map((path) => [path, this.arrays[slotName(path, kind, averageIn)]!] as const);
    this.arrays = { ...this.arrays, ...Object.fromEntries(averages) };
  }

  /** Is told how many examples an epoch had. @throws DataError where those before had others. */
  countExamples(count: number): void {
    const { examples, epoch } = this;
    if (Number.isFinite(examples) && count !== examples)
      throw new DataError(
        `The stream gave ${count} examples in epoch ${epoch + 1}, but ${examples} in an epoch before. Give all of them each time that the function is called, or stepsPerEpoch.`,
      );
    this.examples = count;
  }

  /** The learning rate of a step, the next one by default. */
  rate(step = this.step): number {
    return this.ownRate ?? rateAt(this.options.optimizer.learningRate, step);
  }

  /** Gives callbacks with a state what they had at the checkpoint. */
  restoreCallbacks(run: Parameters<NonNullable<Callback["restore"]>>[1]): void {
    for (const [name, callback] of this.stateful) {
      const kept = this.options.from?.callbacks?.[name];
      if (kept) callback.restore?.(kept, run);
    }
  }

  /** All that it takes to go on from here. */
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
    throw new TrainingError("from is the state in which a run ended, such as (await model.fit(x, y)).state, but this isn't one.");
}

function expectNames({ arrays }: TrainingState, names: readonly string[]): void {
  for (const name of names)
    if (!arrays[name]) throw new TrainingError(`The checkpoint has no "${name}": it is of another model or optimizer.`);
}

function expectShapes({ arrays }: TrainingState, shapes: Readonly<Record<string, readonly number[]>>): void {
  for (const [name, shape] of Object.entries(shapes))
    if (!sameShape(arrays[name]!.shape, shape))
      throw new TrainingError(
        `The checkpoint's "${name}" is ${showShape(arrays[name]!.shape)}, but the model's is ${showShape(shape)}: it is of another model.`,
      );
}
