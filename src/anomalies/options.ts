import { OptionError } from "../core/errors.ts";
import { expectKnown, given, optionsOf } from "../core/options.ts";
import { shown } from "../core/words.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { type Threshold, thresholdIn } from "../scoring/thresholds/index.ts";

/** What a detector can be told. The defaults are one set for all tables: docs/anomalies.md has what was tried. */
export interface AnomalyOptions {
  /** The size of each member's codings; 1, a quarter and a half of the varying columns by default. */
  readonly codings?: readonly number[];
  /** Units of the encoders' hidden layers; twice the varying columns (8 to 128), then as many (4 to 64), by default. */
  readonly hidden?: readonly number[];
  /** Standard deviation of the noise on the scaled inputs while the members learn; .2 by default. */
  readonly noise?: number;
  /** The share of each batch, that with the greatest error, that isn't learned from; .2 by default. */
  readonly trim?: number;
  /** About how many steps the members learn, in whole epochs; 300 by default. */
  readonly steps?: number;
  /** Adam's first learning rate, which falls along half a cosine; .01 by default. */
  readonly learningRate?: number;
  /** The share of the reference rows that count as a row's nearest, from 5 to 100 of them; .02 by default. */
  readonly neighbors?: number;
  /** The share of the rows that is held out for percentiles and thresholds, at most 4,096 of them; .1 by default. */
  readonly heldOut?: number;
  /** Above what score a row is an outlier, in words or as `Threshold`: "0.99" by default, the quantile of the rows held out. */
  readonly threshold?: string | Threshold;
  /** Of a table: how its columns became the rows' features. Its columns are then what goes into the ONNX file, and what is blamed there. */
  readonly table?: TablePreprocessing;
  /** For which rows are held out, first weights, order and noise; 42 by default. */
  readonly seed?: number;
}

/** What a detector takes. */
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

/** @throws OptionError for an option that isn't known, with the nearest name, or a number that isn't in its range. */
export function settingsOf(options: AnomalyOptions): Settings {
  if (typeof options === "object" && options !== null && "contamination" in options)
    throw new OptionError(`The share of outliers is said by the threshold: threshold: "contamination:${options.contamination}".`);
  expectKnown(DETECTOR, options);
  const settings: Settings = { ...DEFAULTS, ...given(options) };
  const expect = (name: keyof Settings, holds: (value: number) => boolean, what: string) => {
    const value = settings[name] as number;
    if (typeof value !== "number" || !holds(value)) throw new OptionError(`${name} is ${what}, but this is ${shown(value)}.`);
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
    if (!Array.isArray(sizes)) throw new OptionError(`${name} is a list of sizes, such as [1, 4], but this is ${shown(sizes)}.`);
  if (codings.length === 0 || [...codings, ...hidden].some((units) => !(Number.isInteger(units) && units >= 1)))
    throw new OptionError(
      "Codings and hidden layers have a whole number of units of at least 1, and there is at least one coding size.",
    );
  thresholdIn(settings.threshold);
  return settings;
}
