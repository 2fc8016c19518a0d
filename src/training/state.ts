import { TrainingError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import type { EpochLog } from "./history.ts";

/** What a callback carries from epoch to epoch. */
export interface CallbackState {
  readonly values: Readonly<Record<string, number | string>>;
  /** Weights that it keeps, by path. */
  readonly weights?: Readonly<Record<string, NdArray<"float32">>>;
}

/** All that a run carries from step to step: with the same data and options, going on from it gives the same bits as never having stopped. */
export interface TrainingState {
  /** Every variable and optimizer slot, by name (`stateNames`). */
  readonly arrays: Readonly<Record<string, NdArray<"float32">>>;
  /** Steps done since the model was compiled: the optimizer's time and the counter of the random numbers. */
  readonly step: number;
  /** Epochs done, and batches done of the one under way. */
  readonly epoch: number;
  readonly batch: number;
  /** Epochs of earlier calls of `fit` since the model was compiled, whose orders aren't drawn again. 0 by default. */
  readonly earlierEpochs?: number;
  /** Sums over the examples seen in the epoch under way, of the loss and each metric. */
  readonly sums: readonly number[];
  readonly seed: number;
  /** Set by a callback, in place of the optimizer's. */
  readonly learningRate?: number;
  /** How many examples an epoch has, and in batches of which size; checkpoints of early versions lack both. */
  readonly examples?: number;
  readonly batchSize?: number;
  /** Of a training in phases: the one under way, counted from 1. */
  readonly phase?: number;
  /** Of a training in phases: the states in which the phases before this one ended. */
  readonly phases?: readonly TrainingState[];
  /** What the callbacks that have a state carry from epoch to epoch, by their names. */
  readonly callbacks?: Readonly<Record<string, CallbackState>>;
  /** Epochs that are done, those of earlier phases first. */
  readonly history: readonly EpochLog[];
}

/** One of the trainings of an autoencoder that learns in phases. */
export interface Phase {
  /** Counted from 1. */
  readonly number: number;
  /** How many phases there are. */
  readonly of: number;
  /** The epochs of those before it. */
  readonly earlier: readonly EpochLog[];
  /** The states in which those before it ended, which its own states then hold. */
  readonly states?: readonly TrainingState[];
}

/** @throws TrainingError where a state is from the middle of an epoch of other examples or batches, whose place would be another here. */
export function expectSameEpoch(from: TrainingState | undefined, count: number, size: number): void {
  const { batch = 0, examples = count, batchSize = size } = from ?? {};
  if (batch === 0 || (examples === count && batchSize === size)) return;
  throw new TrainingError(
    `The checkpoint is from the middle of an epoch of ${examples} examples in batches of ${batchSize}, but there are now ${count} in batches of ${size}. Go on with the same examples and batch size, or train anew.`,
  );
}
