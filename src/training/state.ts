import { TrainingError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import type { EpochLog } from "./history.ts";

/** The state of a callback that is saved with a run. */
export interface CallbackState {
  readonly values: Readonly<Record<string, number | string>>;
  /** Weights that the callback stores, by path. */
  readonly weights?: Readonly<Record<string, NdArray<"float32">>>;
}

/**
 * The complete state of a run. A run that continues from it with the same data and options gives exactly the same results as one
 * that never stopped.
 */
export interface TrainingState {
  /** Every variable and optimizer slot, by name (`stateNames`). */
  readonly arrays: Readonly<Record<string, NdArray<"float32">>>;
  /** Number of steps since the model was compiled. It is the optimizer's time and the counter of the random numbers. */
  readonly step: number;
  /** Number of epochs done, and of batches done in the current epoch. */
  readonly epoch: number;
  readonly batch: number;
  /**
   * Number of epochs in earlier calls of `fit` since the model was compiled, so that their orders of examples aren't repeated. 0
   * by default.
   */
  readonly earlierEpochs?: number;
  /** Sums over the examples seen in the current epoch: first of the loss, then of each metric (one sum for a mean). */
  readonly sums: readonly number[];
  readonly seed: number;
  /** Learning rate that a callback has set. It replaces the optimizer's rate. */
  readonly learningRate?: number;
  /** Number of examples in an epoch, and the batch size. Missing in checkpoints of early versions. */
  readonly examples?: number;
  readonly batchSize?: number;
  /** The current phase, from 1, if the training has phases. */
  readonly phase?: number;
  /** States at the end of the earlier phases, if the training has phases. */
  readonly phases?: readonly TrainingState[];
  /** States of the callbacks that have one, by their names. */
  readonly callbacks?: Readonly<Record<string, CallbackState>>;
  /** Logs of the epochs that are done, including those of earlier phases. */
  readonly history: readonly EpochLog[];
}

/** One phase of an autoencoder's training in phases. */
export interface Phase {
  /** Number of the phase, from 1. */
  readonly number: number;
  /** Number of phases. */
  readonly of: number;
  /** Logs of the epochs of the earlier phases. */
  readonly earlier: readonly EpochLog[];
  /** States at the end of the earlier phases. The states of this phase include them. */
  readonly states?: readonly TrainingState[];
}

/** @throws TrainingError if a state is from the middle of an epoch with another number of examples or another batch size. */
export function expectSameEpoch(from: TrainingState | undefined, count: number, size: number): void {
  const { batch = 0, examples = count, batchSize = size } = from ?? {};
  if (batch === 0 || (examples === count && batchSize === size)) return;
  throw new TrainingError(
    `The checkpoint is from the middle of an epoch of ${examples} examples in batches of ${batchSize}, but there are now ${count} in batches of ${size}. Continue with the same examples and batch size, or start a new training.`,
  );
}
