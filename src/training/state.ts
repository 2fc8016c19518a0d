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
  /** Number of epochs in earlier calls of `fit` since the model was compiled. Their orders of examples aren't used again. 0 by default. */
  readonly earlierEpochs?: number;
  /** Sums over the examples seen in the epoch under way: one of the loss, then those of each metric, one where it is a mean. */
  readonly sums: readonly number[];
  readonly seed: number;
  /** Set by a callback, in place of the optimizer's. */
  readonly learningRate?: number;
  /** Number of examples of an epoch, and the batch size; missing in checkpoints of early versions. */
  readonly examples?: number;
  readonly batchSize?: number;
  /** Of a training in phases: the one under way, counted from 1. */
  readonly phase?: number;
  /** In a training in phases: the states in which the earlier phases ended. */
  readonly phases?: readonly TrainingState[];
  /** The states of the callbacks that have one, by their names. */
  readonly callbacks?: Readonly<Record<string, CallbackState>>;
  /** Epochs that are done, those of earlier phases first. */
  readonly history: readonly EpochLog[];
}

/** One phase of an autoencoder's training in phases. */
export interface Phase {
  /** Counted from 1. */
  readonly number: number;
  /** How many phases there are. */
  readonly of: number;
  /** The epochs of the earlier phases. */
  readonly earlier: readonly EpochLog[];
  /** The states in which the earlier phases ended. The states of this phase then hold them. */
  readonly states?: readonly TrainingState[];
}

/** @throws TrainingError if a state is from the middle of an epoch with another number of examples or another batch size. */
export function expectSameEpoch(from: TrainingState | undefined, count: number, size: number): void {
  const { batch = 0, examples = count, batchSize = size } = from ?? {};
  if (batch === 0 || (examples === count && batchSize === size)) return;
  throw new TrainingError(
    `The checkpoint is from the middle of an epoch of ${examples} examples in batches of ${batchSize}, but there are now ${count} in batches of ${size}. Go on with the same examples and batch size, or train anew.`,
  );
}
