import type { NdArray } from "../core/ndarray.ts";
import type { EpochLog } from "./history.ts";

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
  /** Of a training in phases: the one under way, counted from 1. */
  readonly phase?: number;
  /** Epochs that are done, those of earlier phases first. */
  readonly history: readonly EpochLog[];
}
