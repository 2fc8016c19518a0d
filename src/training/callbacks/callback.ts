import { OptionError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { hintFor } from "../../core/suggest.ts";
import type { EpochLog } from "../history.ts";
import type { CallbackState, TrainingState } from "../state.ts";

/** How far a run is; told about four times a second. */
export interface Progress {
  /** Of a training in phases: which one, of how many. */
  readonly phase?: { readonly number: number; readonly of: number };
  readonly epoch: number;
  readonly epochs: number;
  /** Batches of this epoch that are done, of how many. */
  readonly batch: number;
  readonly batches: number;
  /** Mean over this epoch so far. */
  readonly loss: number;
  readonly examplesPerSecond: number;
  /** For the rest of the run (of its phase), at the speed of this epoch. */
  readonly secondsLeft: number;
}

/** What a callback can see and do of a run. */
export interface Run {
  /** The next step's learning rate; setting it replaces the optimizer's rate or schedule from here on. */
  learningRate: number;
  readonly history: readonly EpochLog[];
  /** Ends the run at the end of this chunk of steps, in good order. */
  stop(reason: string): void;
  /** Every variable as it is now, by path. */
  weights(): Record<string, NdArray<"float32">>;
  setWeights(weights: Readonly<Record<string, NdArray<"float32">>>): void;
  /** Puts every variable as it is now, or as given, into the model's layers, which otherwise get them at the end. Use it to look at a model during training. */
  store(weights?: Readonly<Record<string, NdArray<"float32">>>): void;
  /** All that it takes to go on from here, bit by bit. */
  state(): TrainingState;
}

/** Code of your own that runs with the training; every method may be left out, and may be asynchronous. */
export interface Callback {
  onTrainBegin?(run: Run): void | Promise<void>;
  onProgress?(progress: Progress, run: Run): void | Promise<void>;
  onEpochEnd?(log: EpochLog, run: Run): void | Promise<void>;
  /** Called after `onEpochEnd` of every callback. Save `run.state()` here: it then includes the state of each callback after this epoch. */
  afterEpochEnd?(log: EpochLog, run: Run): void | Promise<void>;
  /** If it sets weights, the model gets those, while the run's state keeps the weights of the last step, from which training goes on. */
  onTrainEnd?(run: Run): void | Promise<void>;
  /** The name of its state in the run's state. */
  readonly name?: string;
  /** Returns what it carries from epoch to epoch, which becomes part of the run's state. */
  state?(): CallbackState;
  /** Called after `onTrainBegin` with its saved state if the run goes on from another run's state. It may stop the run at once. */
  restore?(state: CallbackState, run: Run): void;
}

/** The callbacks that have a state, by their names. A second one of the same name gets a number after its name. */
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

/** @throws OptionError if callbacks aren't a list of objects, or one of them has a function for an unknown event. */
export function expectCallbacks(callbacks: readonly Callback[]): void {
  if (!Array.isArray(callbacks)) throw new OptionError("callbacks is a list of objects, such as callbacks: [earlyStopping()].");
  for (const callback of callbacks) {
    if (typeof callback !== "object" || callback === null)
      throw new OptionError(
        `A callback is an object with functions such as onEpochEnd, but this is ${callback === null ? "null" : `a ${typeof callback}`}.`,
      );
    for (const event of [...Object.keys(EVENTS), "afterEpochEnd", "state", "restore"] as (keyof Callback)[])
      if (callback[event] !== undefined && typeof callback[event] !== "function")
        throw new OptionError(`${event} of a callback is a function, but this is a ${typeof callback[event]}.`);
    for (const name in callback) {
      if (/^on[A-Z_]/.test(name) && !Object.hasOwn(EVENTS, name))
        throw new OptionError(`Unknown event "${name}" of a callback. ${hintFor(name, Object.keys(EVENTS))}`);
    }
  }
}
