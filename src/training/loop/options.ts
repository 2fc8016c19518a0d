import type { AnyLayer } from "../../layers/index.ts";
import type { Batchable, WeightedLoss } from "../batchable.ts";
import type { Callback } from "../callbacks/callback.ts";
import type { Warn } from "../doctor.ts";
import type { Measured } from "../metrics/choice.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { OpenStream } from "../part-stream.ts";
import type { Phase, TrainingState } from "../state.ts";
import type { ExampleStream } from "../stream.ts";
import type { Clipping } from "../training-program.ts";

/** An option that may make a loss diverge. */
export type TriedOption = "learningRate" | "optimizer";

export interface TrainOptions extends Clipping {
  readonly model: AnyLayer;
  /** Of each output. */
  readonly losses: readonly WeightedLoss[];
  readonly metrics: readonly Measured[];
  readonly optimizer: Optimizer;
  /** The share of each batch with the greatest loss that isn't learned from. */
  readonly trim?: number;
  readonly data: Batchable;
  /** More rows than memory holds: each epoch takes these, a part after the other, shuffled inside of a part; the examples given are some of them. */
  readonly stream?: ExampleStream | OpenStream;
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
  /**
   * Which option was given that may make the loss diverge. Some steps are then tried before the run, which ends with an error where the loss diverges in them. None are
   * tried by default, nor where a run goes on.
   */
  readonly trial?: TriedOption;
  /** Receives the state in which the run ends, even if it ends with an error. */
  readonly ended: { state?: TrainingState };
  /** Ends the run at the next chunk of steps, in good order. */
  readonly signal?: AbortSignal;
  /** Gets the doctor's findings; without it the doctor isn't called. */
  readonly warn?: Warn;
  /** How much is done between two calls of `onProgress`; asked before each. */
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
