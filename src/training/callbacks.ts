import { OptionError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { hintFor } from "../core/suggest.ts";
import type { EpochLog } from "./history.ts";
import type { CallbackState, TrainingState } from "./state.ts";

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

interface Watching {
  /** Which figure: `valLoss` by default. */
  readonly monitor?: string;
  /** How many epochs without improvement it waits. */
  readonly patience?: number;
  /** The least change that counts as one; 0 by default. */
  readonly minDelta?: number;
  /** Which way is better; from the name by default: accuracies rise, everything else falls. */
  readonly mode?: "min" | "max";
}

const WATCHING: OptionNames<Watching> = { monitor: true, patience: true, minDelta: true, mode: true };

/** Counts the epochs since a figure was last better. */
function watch({ monitor = "valLoss", minDelta = 0, mode = /accuracy$/i.test(monitor) ? "max" : "min" }: Watching) {
  if (mode !== "min" && mode !== "max") throw new OptionError(`mode is "min" or "max", but this is ${JSON.stringify(mode)}.`);
  let best = Number.POSITIVE_INFINITY;
  let since = 0;
  return {
    /** True where this epoch is the best so far. */
    improves(log: EpochLog): boolean {
      const value = figureOf(log, monitor);
      const cost = mode === "max" ? -value : value;
      const better = cost < best - minDelta;
      if (better) best = cost;
      since = better ? 0 : since + 1;
      return better;
    },
    get since() {
      return since;
    },
    wait() {
      since = 0;
    },
    /** The state from which `goOn` continues. */
    get values() {
      return { monitor, mode, best, since };
    },
    /** Continues from a saved state. Returns false, and does nothing, if that state is of another figure. */
    goOn({ values }: CallbackState): boolean {
      if (values.monitor !== monitor || values.mode !== mode) return false;
      [best, since] = [Number(values.best), Number(values.since)];
      return true;
    },
    /** Another training, or the next phase of one: its figures aren't comparable with those before. */
    restart() {
      best = Number.POSITIVE_INFINITY;
      since = 0;
    },
  };
}

const EARLY_STOPPING = "earlyStopping";

/** Saves and restores a callback whose only state is the count of a watched figure. */
const goesOn = (figure: ReturnType<typeof watch>): Pick<Callback, "state" | "restore"> => ({
  state: () => ({ values: figure.values }),
  restore: (state) => void figure.goOn(state),
});

/** A figure of an epoch; without validation data, the loss is used for `valLoss`. @throws OptionError if the epoch has no figure of this name. */
function figureOf(log: EpochLog, monitor: string): number {
  const value = log[monitor] ?? (monitor === "valLoss" ? log.loss : undefined);
  if (value !== undefined) return value;
  const known = Object.keys(log).filter((name) => !["phase", "epoch", "seconds", "examplesPerSecond"].includes(name));
  throw new OptionError(
    `monitor: "${monitor}" isn't a figure of an epoch. ${hintFor(monitor, known)} Metrics are chosen in compile; figures that begin with val need validation data.`,
  );
}

/** Stops when a figure hasn't improved for `patience` epochs (10 by default), and puts the best epoch's weights into the model. In greedy training it does so in each phase. */
export function earlyStopping(options: Watching & { restoreBestWeights?: boolean } = {}): Callback {
  const known = knownOptions("earlyStopping", options, { ...WATCHING, restoreBestWeights: true });
  const { patience = 10, restoreBestWeights = true, ...watching } = known;
  const figure = watch(watching);
  let best: { epoch: number; weights?: Readonly<Record<string, NdArray<"float32">>> } | undefined;
  const stopIfDue = (run: Run) => {
    if (figure.since >= patience)
      run.stop(`no better ${watching.monitor ?? "valLoss"} for ${figure.since} epochs; the best was epoch ${best?.epoch}`);
  };
  return {
    name: EARLY_STOPPING,
    onTrainBegin() {
      figure.restart();
      best = undefined;
    },
    onEpochEnd(log, run) {
      if (figure.improves(log)) best = { epoch: log.epoch, ...(restoreBestWeights && { weights: run.weights() }) };
      else stopIfDue(run);
    },
    onTrainEnd(run) {
      if (best?.weights) run.setWeights(best.weights);
    },
    state: () => ({
      values: { ...figure.values, ...(best && { epoch: best.epoch }) },
      ...(best?.weights && { weights: best.weights }),
    }),
    restore(state, run) {
      if (!figure.goOn(state)) return;
      const { values, weights } = state;
      best =
        values.epoch === undefined
          ? undefined
          : { epoch: Number(values.epoch), ...(restoreBestWeights && weights && { weights }) };
      stopIfDue(run);
    },
  };
}

/** The state of early stopping in a run's state: the best epoch so far, its weights, and the number of epochs since. Undefined without early stopping. */
export function stoppingIn({ callbacks, history, phase }: TrainingState) {
  const { values, weights } = callbacks?.[EARLY_STOPPING] ?? {};
  if (!values) return undefined;
  const best = history.findLast((log) => log.epoch === values.epoch && log.phase === phase);
  return { since: Number(values.since), ...(best && { best }), ...(weights && { weights }) };
}

/** The epoch whose weights the model has after a run that ended in a state: the best one if early stopping restores its weights, otherwise the last one. */
export function keptEpoch(state: TrainingState): EpochLog | undefined {
  const { best, weights } = stoppingIn(state) ?? {};
  return weights && best ? best : state.history.at(-1);
}

/** Multiplies the learning rate by `factor` (.1) when a figure hasn't improved for `patience` epochs (10), down to `minLearningRate` (0). */
export function reduceLearningRateOnPlateau(options: Watching & { factor?: number; minLearningRate?: number } = {}): Callback {
  const known = knownOptions("reduceLearningRateOnPlateau", options, { ...WATCHING, factor: true, minLearningRate: true });
  const { factor = 0.1, patience = 10, minDelta = 1e-4, minLearningRate = 0, ...watching } = known;
  const figure = watch({ ...watching, minDelta });
  return {
    name: "reduceLearningRateOnPlateau",
    ...goesOn(figure),
    onTrainBegin: () => figure.restart(),
    onEpochEnd(log, run) {
      if (figure.improves(log) || figure.since < patience) return;
      run.learningRate = Math.max(run.learningRate * factor, minLearningRate);
      figure.wait();
    },
  };
}

/** Hands the run's state to `save` after every epoch, or only after those that are the best so far. */
export function modelCheckpoint(
  save: (state: TrainingState) => void | Promise<void>,
  options: Watching & { bestOnly?: boolean } = {},
): Callback {
  const { bestOnly = false, ...watching } = knownOptions("modelCheckpoint", options, { ...WATCHING, bestOnly: true });
  const figure = watch(watching);
  let better = false;
  return {
    name: "modelCheckpoint",
    ...goesOn(figure),
    onTrainBegin: () => figure.restart(),
    onEpochEnd(log) {
      better = figure.improves(log);
    },
    async afterEpochEnd(_log, run) {
      if (better || !bestOnly) await save(run.state());
    },
  };
}

/** The history as CSV: a header, then a line an epoch. */
export function csvOf(history: readonly EpochLog[]): string {
  const columns = [...new Set(history.flatMap((log) => Object.keys(log)))];
  return `${[columns.join(","), ...history.map((log) => columns.map((column) => log[column] ?? "").join(","))].join("\n")}\n`;
}

/** The history that `csvOf` has written. */
export function historyFrom(csv: string): EpochLog[] {
  const [header = "", ...lines] = csv.trim().split("\n");
  const columns = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    const known = columns.flatMap((column, i) => (cells[i] ? [[column, Number(cells[i])]] : []));
    return Object.fromEntries(known) as EpochLog;
  });
}

/** Hands the history so far, as CSV, to `write` after every epoch. */
export const csvLog = (write: (csv: string) => void | Promise<void>): Callback => ({
  onEpochEnd: (_log, run) => write(csvOf(run.history)),
});

const EVENTS: Readonly<Record<string, true>> = { onTrainBegin: true, onProgress: true, onEpochEnd: true, onTrainEnd: true };

/** @throws OptionError if callbacks aren't a list of objects, or one of them has a function for an unknown event. */
export function expectCallbacks(callbacks: readonly Callback[]): void {
  if (!Array.isArray(callbacks)) throw new OptionError("callbacks is a list of objects, such as callbacks: [earlyStopping()].");
  for (const callback of callbacks) {
    if (typeof callback !== "object" || callback === null)
      throw new OptionError(
        `A callback is an object with functions such as onEpochEnd, but this is ${callback === null ? "null" : `a ${typeof callback}`}.`,
      );
    for (const name in callback) {
      if (/^on[A-Z_]/.test(name) && !Object.hasOwn(EVENTS, name))
        throw new OptionError(`Unknown event "${name}" of a callback. ${hintFor(name, Object.keys(EVENTS))}`);
    }
  }
}
