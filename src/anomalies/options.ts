import { OptionError } from "../core/errors.ts";
import { expectKnown, given, optionsOf } from "../core/options.ts";
import { shown } from "../core/words.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { expectOfHeldOutRows, type Threshold, thresholdIn } from "../scoring/thresholds/index.ts";

/** Options of an anomaly detector. The defaults are the same for all tables; docs/notes/anomalies.md describes the experiments behind them. */
export interface AnomalyOptions {
  /** Size of the codings of each autoencoder; default: 1, and a quarter and a half of the number of columns that vary. */
  readonly codings?: readonly number[];
  /** Units of the encoders' hidden layers; default: twice the number of columns that vary (8 to 128), then that number (4 to 64). */
  readonly hidden?: readonly number[];
  /** Standard deviation of the noise on the scaled inputs in training; default: 0.2. */
  readonly noise?: number;
  /** Share of each batch, those rows with the largest errors, that is left out in training; also the share of reference rows that is left out (at most half). Default: 0.2. */
  readonly trim?: number;
  /** Approximate number of training steps, in whole epochs; default: 300. */
  readonly steps?: number;
  /** Initial learning rate of Adam, which decays along half a cosine; default: 0.01. */
  readonly learningRate?: number;
  /** Share of the reference rows that count as neighbours of a row, from 5 to 100 rows; default: 0.02. */
  readonly neighbors?: number;
  /** Share of the rows to hold out for percentiles and thresholds, at most 4,096 rows; default: 0.1. */
  readonly heldOut?: number;
  /** Score above which a row is an outlier, as text or as a `Threshold`; default: "0.99", that quantile of the held-out rows. */
  readonly threshold?: string | Threshold;
  /** Preprocessing that turned a table's columns into the rows' features. The ONNX file then takes the raw columns and returns a contribution for each. */
  readonly table?: TablePreprocessing;
  /** Seed of the held-out rows, the initial weights, the order and the noise; default: 42. */
  readonly seed?: number;
}

/** Names of the options. */
export const DETECTOR = optionsOf<AnomalyOptions>("AnomalyDetector", {
  codings: true,
  hidden: true,
  noise: true,
  trim: true,
  steps: true,
  learningRate: true,
  neighbors: true,
  heldOut: true,
  threshold: true,
  table: true,
  seed: true,
});

export const DEFAULTS = {
  noise: 0.2,
  trim: 0.2,
  steps: 300,
  learningRate: 0.01,
  neighbors: 0.02,
  heldOut: 0.1,
  threshold: "0.99",
  seed: 42,
} as const satisfies AnomalyOptions;

type Optional = "codings" | "hidden" | "table";

export type Settings = Required<Omit<AnomalyOptions, Optional>> & Pick<AnomalyOptions, Optional>;

/** Adds the defaults. @throws OptionError if an option is unknown, suggesting the nearest name, or if a number is outside its range. */
export function settingsOf(options: AnomalyOptions): Settings {
  if (typeof options === "object" && options !== null && "contamination" in options)
    throw new OptionError(
      `contamination isn't an option. Set the share of outliers with the threshold: threshold: "contamination:${options.contamination}".`,
    );
  expectKnown(DETECTOR, options);
  const settings: Settings = { ...DEFAULTS, ...given(options) };
  const expect = (name: keyof Settings, holds: (value: number) => boolean, what: string) => {
    const value = settings[name] as number;
    if (typeof value !== "number" || !holds(value)) throw new OptionError(`${name} must be ${what}, but it is ${shown(value)}.`);
  };
  expect("noise", (value) => value >= 0 && Number.isFinite(value), "a standard deviation of at least 0");
  expect("trim", (value) => value >= 0 && value < 1, "a share from 0 to below 1");
  expect("steps", (value) => Number.isInteger(value) && value >= 1, "a whole number of at least 1");
  expect("learningRate", (value) => value > 0 && Number.isFinite(value), "a positive number");
  expect("neighbors", (value) => value > 0 && value < 1, "a share between 0 and 1");
  expect("heldOut", (value) => value > 0 && value <= 0.5, "a share above 0 and of at most a half");
  expect("seed", (value) => Number.isInteger(value), "a whole number");
  const { codings = [1], hidden = [] } = settings;
  for (const [name, sizes] of Object.entries({ codings, hidden }))
    if (!Array.isArray(sizes))
      throw new OptionError(`${name} must be a list of sizes, such as [1, 4], but it is ${shown(sizes)}.`);
  if (codings.length === 0 || [...codings, ...hidden].some((units) => !(Number.isInteger(units) && units >= 1)))
    throw new OptionError(
      "Each size in codings and hidden must be a whole number of at least 1, and codings needs at least one size.",
    );
  expectOfHeldOutRows(thresholdIn(settings.threshold));
  return settings;
}
