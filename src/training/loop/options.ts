import type { AnyLayer } from "../../layers/index.ts";
import type { Communicator } from "../../runtime/communicator.ts";
import type { Batchable, WeightedLoss } from "../batchable.ts";
import type { Callback } from "../callbacks/callback.ts";
import type { Warn } from "../doctor.ts";
import type { Measured } from "../metrics/choice.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { OpenStream } from "../part-stream.ts";
import type { Phase, TrainingState } from "../state.ts";
import type { ExampleStream } from "../stream.ts";
import type { Clipping } from "../training-program.ts";

/** An option that can make the loss diverge. */
export type TriedOption = "learningRate" | "optimizer";

export interface TrainOptions extends Clipping {
  readonly model: AnyLayer;
  /** Loss of each output. */
  readonly losses: readonly WeightedLoss[];
  readonly metrics: readonly Measured[];
  readonly optimizer: Optimizer;
  /** Share of each batch that isn't learned from: the examples with the greatest losses. */
  readonly trim?: number;
  readonly data: Batchable;
  /**
   * A stream of more rows than fit into memory. Each epoch reads its parts in turn and shuffles within each part. `data` has some
   * of its examples.
   */
  readonly stream?: ExampleStream | OpenStream;
  readonly validation?: Batchable;
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean | EpochOrder;
  readonly seed: number;
  readonly callbacks: readonly Callback[];
  /** The current phase, if the training has several. */
  readonly phase?: Phase;
  /** State of an earlier run to continue from. */
  readonly from?: TrainingState;
  /**
   * The given option that could make the loss diverge. The run then tries some steps first, and ends with an error if the loss
   * diverges in them. Without it, or if the run continues from a state, there is no trial.
   */
  readonly trial?: TriedOption;
  /** Receives the state at the end of the run, even if the run ends with an error. */
  readonly ended: { state?: TrainingState };
  /** Stops the run after the current chunk of steps. */
  readonly signal?: AbortSignal;
  /** Receives warnings about the data and the model. Without it, these aren't checked. */
  readonly warn?: Warn;
  /** The other processes that train the same model on the same data. Each works on its part of every batch. */
  readonly distributed?: Communicator;
  /** Number of batches between two exchanges with the other processes; 1 by default, which is exact. */
  readonly syncEvery?: number;
  /** Returns the amount of work between two calls of `onProgress`. Called before each chunk of steps. */
  readonly pace?: () => Pace;
}

/** The amount of work between two reports of progress. The limit that is reached first counts. */
export interface Pace {
  /** Approximate time in seconds; 0.25 by default. */
  readonly seconds?: number;
  /** Maximum number of steps; no limit by default. */
  readonly steps?: number;
}

/** Returns the order of the examples in an epoch (counted from 0): each example's index, as many as there are examples. */
export type EpochOrder = (epoch: number) => Int32Array;
