import { OptionError } from "../core/errors.ts";
import { copied, expectKnown, given, optionsOf } from "../core/options.ts";
import { expectValues, flag, listOf, numbers, positive, units, whole } from "../core/rules.ts";
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
  /**
   * Whether to keep up to 4,096 of the training rows, scaled, for the distance to the nearest rows; default: true. They are saved
   * and exported with the detector. Without them, the score consists of the other parts, and `pcaScores` isn't available.
   */
  readonly rows?: boolean;
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
  rows: true,
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
  rows: true,
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
  const settings: Settings = { ...DEFAULTS, ...copied(given(options)) };
  expectValues(settings, {
    codings: listOf(units, "[1, 4]", 1),
    hidden: listOf(units, "[16, 8]"),
    noise: numbers("a standard deviation of at least 0", (value) => value >= 0),
    trim: numbers("a share from 0 to below 1", (value) => value >= 0 && value < 1),
    steps: whole(1),
    learningRate: positive,
    neighbors: numbers("a share between 0 and 1", (value) => value > 0 && value < 1),
    heldOut: numbers("a share above 0 and of at most a half", (value) => value > 0 && value <= 0.5),
    rows: flag,
  });
  expectOfHeldOutRows(thresholdIn(settings.threshold));
  return settings;
}
