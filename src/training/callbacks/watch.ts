import { OptionError } from "../../core/errors.ts";
import type { OptionNames } from "../../core/options.ts";
import { hintFor } from "../../core/suggest.ts";
import type { EpochLog } from "../history.ts";
import type { CallbackState } from "../state.ts";
import type { Callback } from "./callback.ts";

/** Which figure of the epochs a callback watches, and how. */
export interface Watching {
  /** Which figure: `valLoss` by default. */
  readonly monitor?: string;
  /** How many epochs without improvement it waits. */
  readonly patience?: number;
  /** The least change that counts as one; 0 by default. */
  readonly minDelta?: number;
  /** Which way is better; from the name by default: accuracies, auc, precision, recall, f1, r2 and the metric cosineSimilarity rise, everything else falls. */
  readonly mode?: "min" | "max";
}

export const WATCHING: OptionNames<Watching> = { monitor: true, patience: true, minDelta: true, mode: true };

/** Figures that are better the larger they are, by how their names end. */
const RISING = /(?:accuracy|auc|precision|recall|f1|f1Score|r2|r2Score|cosineSimilarity)$/i;

/** Counts the epochs since a figure was last better. */
export function watch({
  patience = 0,
  monitor = "valLoss",
  minDelta = 0,
  mode = RISING.test(monitor) ? "max" : "min",
}: Watching) {
  if (mode !== "min" && mode !== "max") throw new OptionError(`mode is "min" or "max", but this is ${JSON.stringify(mode)}.`);
  for (const [name, value] of Object.entries({ minDelta, patience }))
    if (typeof value !== "number" || !(value >= 0))
      throw new OptionError(`${name} is a number of at least 0, but this is ${JSON.stringify(value) ?? typeof value}.`);
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

/** Saves and restores a callback whose only state is the count of a watched figure. */
export const goesOn = (figure: ReturnType<typeof watch>): Pick<Callback, "state" | "restore"> => ({
  state: () => ({ values: figure.values }),
  restore: (state) => void figure.goOn(state),
});

/** A figure of an epoch; without validation data, the loss is used for `valLoss`. @throws OptionError if the epoch has no figure of this name. */
function figureOf(log: EpochLog, monitor: string): number {
  const value = log[monitor] ?? (monitor === "valLoss" ? log.loss : undefined);
  if (value !== undefined) return value;
  const known = Object.keys(log).filter((name) => !["phase", "epoch", "seconds", "examplesPerSecond"].includes(name));
  if (/^val_?[A-Z]/i.test(monitor) && !known.some((name) => name.startsWith("val")))
    throw new OptionError(
      `monitor: "${monitor}" is measured on validation data, and there is none. Give fit validationData or validationSplit, or take monitor: "loss".`,
    );
  throw new OptionError(
    `monitor: "${monitor}" isn't a figure of an epoch. ${hintFor(monitor, known)} Metrics are chosen in compile.`,
  );
}
