import { DEFAULTS } from "../anomalies/options.ts";
import { copied, expectKnown, given, optionsOf } from "../core/options.ts";
import { expectValues, flag, listOf, numbers, oneOf, or, positive, whole } from "../core/rules.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { expectOfHeldOutRows, type Threshold, thresholdIn } from "../scoring/thresholds/index.ts";
import { alarmRate, expectOneThreshold } from "./alarms.ts";

/** Options of a detector for series. The defaults are the same for all series. */
export interface SeriesOptions {
  /**
   * Number of readings in a window, or several numbers. Default: "auto", which chooses several lengths by the period of the series and
   * by its length. Windows of 3 readings are always used as well.
   */
  readonly window?: number | readonly number[] | "auto";
  /** Share of the windows, those with the largest errors, that isn't learned from, because they may contain faults. Default: 0.2. */
  readonly trim?: number;
  /** Approximate number of training steps for each length of windows; default: 300. */
  readonly steps?: number;
  /** Initial learning rate of Adam; default: 0.01. */
  readonly learningRate?: number;
  /** Number of blocks of time, each of which is scored by a detector that learned from the others, for percentiles and thresholds; default: 3. */
  readonly folds?: number;
  /** Score above which a reading is an outlier, as text or as a `Threshold`; default: "0.99", that quantile of the scores of blocks that weren't learned from. */
  readonly threshold?: string | Threshold;
  /** Highest rate of alarms (intervals with outliers) on usual data, instead of `threshold`: "1/week", or "1/1000 readings". */
  readonly alarms?: string;
  /** Whether to keep up to 4,096 windows of each length, as features, for the distance to the nearest usual windows; default: true. */
  readonly rows?: boolean;
  /** Preprocessing that turned a table's columns into the channels. */
  readonly table?: TablePreprocessing;
  /** Seed of the initial weights, the windows that are learned from and the noise; default: 42. */
  readonly seed?: number;
}

/** Names of the options. */
export const SERIES_DETECTOR = optionsOf<SeriesOptions>("SeriesDetector", {
  window: true,
  trim: true,
  steps: true,
  learningRate: true,
  folds: true,
  threshold: true,
  alarms: true,
  rows: true,
  table: true,
  seed: true,
});

const { trim, steps, learningRate, threshold, rows, seed } = DEFAULTS;

type Optional = "table" | "alarms";
export type SeriesSettings = Required<Omit<SeriesOptions, Optional>> & Pick<SeriesOptions, Optional>;

/** Adds the defaults. @throws OptionError if an option is unknown or outside its range. */
export function seriesSettings(options: SeriesOptions): SeriesSettings {
  expectKnown(SERIES_DETECTOR, options);
  const settings: SeriesSettings = {
    window: "auto",
    trim,
    steps,
    learningRate,
    folds: 3,
    threshold,
    rows,
    seed,
    ...copied(given(options)),
  };
  expectValues(settings, {
    window: or(or(whole(1), listOf(whole(1), "[24, 168]", 1)), oneOf("auto")),
    trim: numbers("a share from 0 to below 1", (value) => value >= 0 && value < 1),
    steps: whole(1),
    learningRate: positive,
    folds: whole(2, 20),
    rows: flag,
    seed: whole(0),
  });
  // The settings of a detector have both, with the default threshold.
  expectOneThreshold({ ...settings, threshold: settings.threshold === threshold ? undefined : settings.threshold });
  if (settings.alarms !== undefined) alarmRate(settings.alarms);
  expectOfHeldOutRows(thresholdIn(settings.threshold));
  return settings;
}
