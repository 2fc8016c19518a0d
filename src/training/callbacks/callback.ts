import { OptionError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { hintFor } from "../../core/suggest.ts";
import type { EpochLog } from "../history.ts";
import type { CallbackState, TrainingState } from "../state.ts";

/** Progress of a run, reported about four times a second. */
export interface Progress {
  /** The current phase and the number of phases, if the training has several. */
  readonly phase?: { readonly number: number; readonly of: number };
  readonly epoch: number;
  readonly epochs: number;
  /** Number of batches of this epoch that are done. */
  readonly batch: number;
  /** Number of batches in an epoch. */
  readonly batches: number;
  /** Mean loss of this epoch so far. */
  readonly loss: number;
  readonly examplesPerSecond: number;
  /** Estimated time until the end of the run (or of its current phase) at the speed of this epoch, in seconds. */
  readonly secondsLeft: number;
}

/** The running training as a callback sees it and can change it. */
export interface Run {
  /** Learning rate of the next step. Setting it replaces the optimizer's rate or schedule from then on. */
  learningRate: number;
  readonly history: readonly EpochLog[];
  /** Ends the run after the current chunk of steps. @param reason shown as the reason for the end. */
  stop(reason: string): void;
  /** Returns the current value of every variable by its path. */
  weights(): Record<string, NdArray<"float32">>;
  setWeights(weights: Readonly<Record<string, NdArray<"float32">>>): void;
  /**
   * Writes the current or the given weights into the model's layers, which otherwise get them at the end of the run. Call it to
   * look at a model during training.
   */
  store(weights?: Readonly<Record<string, NdArray<"float32">>>): void;
  /** Returns the complete state of the run. A run that continues from it gives exactly the same results. */
  state(): TrainingState;
}

/**
 * Functions that a training calls. Every method is optional and may be asynchronous.
 *
 * @example
 * const log: Callback = { onEpochEnd: ({ epoch, loss }) => console.log(epoch, loss) };
 * await model.fit(x, y, { callbacks: [log] });
 */
export interface Callback {
  onTrainBegin?(run: Run): void | Promise<void>;
  onProgress?(progress: Progress, run: Run): void | Promise<void>;
  onEpochEnd?(log: EpochLog, run: Run): void | Promise<void>;
  /**
   * Called after the `onEpochEnd` of every callback. Save `run.state()` here: it then includes the state of each callback after
   * this epoch.
   */
  afterEpochEnd?(log: EpochLog, run: Run): void | Promise<void>;
  /**
   * Called when the training ends. If it sets weights, the model gets them. The run's state still has the weights of the last
   * step.
   */
  onTrainEnd?(run: Run): void | Promise<void>;
  /** Name under which the callback's state is stored in the run's state. */
  readonly name?: string;
  /** Returns the callback's own state, which becomes part of the run's state. */
  state?(): CallbackState;
  /**
   * Called after `onTrainBegin` with the callback's saved state if the run continues from an earlier one. It may stop the run at
   * once.
   */
  restore?(state: CallbackState, run: Run): void;
}

/** Returns the callbacks that have a state, by their names. If two have the same name, the second one gets a number after it. */
export function namedWithState(callbacks: readonly Callback[]): ReadonlyMap<string, Callback> {
  const named = new Map<string, Callback>();
  for (const callback of callbacks) {
    if (!callback.state) continue;
    const name = callback.name ?? "callback";
    let free = name;
    for (let i = 1; named.has(free); i++) free = `${name}_${i}`;
    named.set(free, callback);
  }
  return named;
}

const EVENTS: Readonly<Record<string, true>> = { onTrainBegin: true, onProgress: true, onEpochEnd: true, onTrainEnd: true };

/**
 * @throws OptionError if callbacks aren't a list of objects, or if one has an unknown event or an event that isn't a function.
 */
export function expectCallbacks(callbacks: readonly Callback[]): void {
  if (!Array.isArray(callbacks))
    throw new OptionError("callbacks must be a list of objects, such as callbacks: [earlyStopping()].");
  for (const callback of callbacks) {
    if (typeof callback !== "object" || callback === null)
      throw new OptionError(
        `A callback must be an object with functions such as onEpochEnd, but it is ${callback === null ? "null" : `a ${typeof callback}`}.`,
      );
    for (const event of [...Object.keys(EVENTS), "afterEpochEnd", "state", "restore"] as (keyof Callback)[])
      if (callback[event] !== undefined && typeof callback[event] !== "function")
        throw new OptionError(`${event} of a callback must be a function, but it is a ${typeof callback[event]}.`);
    for (const name in callback) {
      if (/^on[A-Z_]/.test(name) && !Object.hasOwn(EVENTS, name))
        throw new OptionError(`Unknown event "${name}" of a callback. ${hintFor(name, Object.keys(EVENTS))}`);
    }
  }
}
