import { OptionError } from "../../core/errors.ts";
import type { OptionNames } from "../../core/options.ts";
import { hintFor } from "../../core/suggest.ts";
import type { EpochLog } from "../history.ts";
import type { CallbackState } from "../state.ts";
import type { Callback } from "./callback.ts";

/** Options of a callback that watches one value of each epoch. */
export interface Watching {
  /** Name of the watched value, such as `valLoss` (the default), `loss` or a metric. */
  readonly monitor?: string;
  /** Number of epochs to wait for an improvement. */
  readonly patience?: number;
  /** Smallest change that counts as an improvement; 0 by default. */
  readonly minDelta?: number;
  /**
   * Whether lower ("min") or higher ("max") values are better. By default the name decides: "max" for accuracies, auc, precision,
   * recall, f1, r2 and cosineSimilarity, and "min" for everything else.
   */
  readonly mode?: "min" | "max";
}

export const WATCHING: OptionNames<Watching> = { monitor: true, patience: true, minDelta: true, mode: true };

/** Endings of the names of values that are better if they are higher. */
const RISING = /(?:accuracy|auc|precision|recall|f1|f1Score|r2|r2Score|cosineSimilarity)$/i;

/** Counts the epochs since the watched value was last better. */
export function watch({
  patience = 0,
  monitor = "valLoss",
  minDelta = 0,
  mode = RISING.test(monitor) ? "max" : "min",
}: Watching) {
  if (mode !== "min" && mode !== "max") throw new OptionError(`mode must be "min" or "max", but it is ${JSON.stringify(mode)}.`);
  for (const [name, value] of Object.entries({ minDelta, patience }))
    if (typeof value !== "number" || !(value >= 0))
      throw new OptionError(`${name} must be a number of at least 0, but it is ${JSON.stringify(value) ?? typeof value}.`);
  let best = Number.POSITIVE_INFINITY;
  let since = 0;
  return {
    /** Returns true if this epoch is the best so far. */
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
    /** The state that `goOn` continues from. */
    get values() {
      return { monitor, mode, best, since };
    },
    /** Continues from a saved state. Returns false and does nothing if that state is about another value. */
    goOn({ values }: CallbackState): boolean {
      if (values.monitor !== monitor || values.mode !== mode) return false;
      [best, since] = [Number(values.best), Number(values.since)];
      return true;
    },
    /** Forgets the best value, because another training or phase has values that can't be compared with the earlier ones. */
    restart() {
      best = Number.POSITIVE_INFINITY;
      since = 0;
    },
  };
}

/** Saves and restores a callback whose only state is the count of a watched value. */
export const goesOn = (figure: ReturnType<typeof watch>): Pick<Callback, "state" | "restore"> => ({
  state: () => ({ values: figure.values }),
  restore: (state) => void figure.goOn(state),
});

/**
 * Returns the watched value of an epoch. Without validation data, `valLoss` stands for the loss.
 * @throws OptionError if the epoch has no value of this name.
 */
function figureOf(log: EpochLog, monitor: string): number {
  const value = log[monitor] ?? (monitor === "valLoss" ? log.loss : undefined);
  if (value !== undefined) return value;
  const known = Object.keys(log).filter((name) => !["phase", "epoch", "seconds", "examplesPerSecond"].includes(name));
  if (/^val_?[A-Z]/i.test(monitor) && !known.some((name) => name.startsWith("val")))
    throw new OptionError(
      `monitor: "${monitor}" needs validation data, but there is none. Give fit validationData or validationSplit, or use monitor: "loss".`,
    );
  throw new OptionError(
    `monitor: "${monitor}" isn't measured in this training. ${hintFor(monitor, known)} Choose metrics in compile.`,
  );
}
