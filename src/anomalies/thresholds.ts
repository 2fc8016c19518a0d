import { DataError, OptionError } from "../core/errors.ts";
import { mean, quantile } from "../core/statistics.ts";
import { lookUp } from "../core/suggest.ts";
import { rounded } from "../core/words.ts";
import { expectScores } from "./measures.ts";
import { paretoTail } from "./pareto.ts";

/** How a threshold is chosen, and its number: a share, a score, a factor or a rate. */
export interface Threshold {
  readonly method: ThresholdName;
  readonly value: number;
}

/** Scores of rows, sorted from the least, and, where they are known, which are outliers (in the same order). */
export interface Scored {
  readonly scores: Float32Array;
  readonly labels?: ArrayLike<number>;
}

/** A row is an outlier where its score is greater than what this gives. */
export type ChooseThreshold = (scored: Scored, value: number) => number;

/** So that this share of the scores lies below it. */
const quantileThreshold: ChooseThreshold = ({ scores }, share) => {
  expectShare("quantile", share);
  return quantile(scores, share);
};

/** So that this share of the scores lies above it: the outliers that are thought to be among the rows. */
const contaminationThreshold: ChooseThreshold = ({ scores }, share) => {
  expectShare("contamination", share);
  return quantile(scores, 1 - share);
};

const valueThreshold: ChooseThreshold = (_scored, value) => value;

/**
 * Where the modified z-score, .6745 (x - median) / MAD, is `factor`; 3.5 is usual (Iglewicz & Hoaglin, 1993). Where half of the scores are equal the
 * mean absolute deviation takes the place of the median one, as there.
 */
const madThreshold: ChooseThreshold = ({ scores }, factor) => {
  if (!(factor > 0)) throw new OptionError(`mad's factor is a positive number, such as 3.5, but this is ${factor}.`);
  const middle = quantile(scores, 0.5);
  const away = scores.map((score) => Math.abs(score - middle)).sort();
  const typical = quantile(away, 0.5);
  return middle + factor * (typical > 0 ? typical / 0.6745 : 1.253314 * mean(away));
};

/** The share of scores whose excesses are taken as the tail. */
const TAIL = 0.1;
const FEWEST_EXCESSES = 10;

/**
 * What a new score of the same kind exceeds with this probability, by the peaks over the 90th percentile as a generalised Pareto distribution: it
 * may lie beyond all scores seen (Siffer et al., 2017, SPOT's first threshold).
 */
const tailThreshold: ChooseThreshold = ({ scores }, risk) => {
  if (!(risk > 0 && risk < TAIL))
    throw new OptionError(`tail's probability is between 0 and ${TAIL}, such as 0.001, but this is ${risk}.`);
  const start = quantile(scores, 1 - TAIL);
  const excesses = Float64Array.from(
    scores.filter((score) => score > start),
    (score) => score - start,
  );
  if (excesses.length < FEWEST_EXCESSES)
    throw new DataError(
      `A tail needs ${FEWEST_EXCESSES} scores above the 90th percentile, about ${FEWEST_EXCESSES / TAIL} in all, but there are ${excesses.length}. Hold more rows out, or take another threshold.`,
    );
  const { shape, scale } = paretoTail(excesses);
  const ratio = (risk * scores.length) / excesses.length;
  return start + (Math.abs(shape) < 1e-6 ? -scale * Math.log(ratio) : (scale / shape) * (ratio ** -shape - 1));
};

/**
 * So that rows like those held out are flagged with at most this probability, however scores are distributed: where the conformal p-value is no more
 * than the rate (Vovk et al., 2005; Bates et al., 2023).
 */
const conformalThreshold: ChooseThreshold = ({ scores }, rate) => {
  expectShare("conformal", rate);
  const above = Math.floor(rate * (scores.length + 1) * (1 + 1e-12)) - 1;
  if (above < 0)
    throw new DataError(
      `A false-alarm rate of ${rate} needs at least ${Math.ceil(1 / rate) - 1} rows held out, but there are ${scores.length}. Take a rate of at least ${rounded(1 / (scores.length + 1), 2)}, or more rows.`,
    );
  return scores[scores.length - 1 - above]!;
};

/** The one with the best F1 on labelled scores, half-way to the next lower score. */
const f1Threshold: ChooseThreshold = ({ scores, labels }) => {
  if (!labels) throw new OptionError("f1 needs labels: which of the rows are outliers (1) and which aren't (0).");
  const positives = Array.from(labels).filter((label) => label !== 0).length;
  if (positives === 0) throw new DataError("f1 needs labelled outliers (1), but there are none.");
  let [found, best, chosen] = [0, -1, 0];
  for (let i = scores.length - 1; i >= 0; i--) {
    if (labels[i] !== 0) found++;
    if (i > 0 && scores[i - 1] === scores[i]) continue;
    const f1 = (2 * found) / (scores.length - i + positives);
    if (f1 > best) [best, chosen] = [f1, i > 0 ? (scores[i]! + scores[i - 1]!) / 2 : scores[0]! - 1];
  }
  return chosen;
};

/** Every method by name. */
export const thresholds = {
  quantile: quantileThreshold,
  value: valueThreshold,
  contamination: contaminationThreshold,
  mad: madThreshold,
  tail: tailThreshold,
  conformal: conformalThreshold,
  f1: f1Threshold,
} as const satisfies Record<string, ChooseThreshold>;

export type ThresholdName = keyof typeof thresholds;

/** Methods that have a usual number, or none. */
const usualValue: Readonly<Partial<Record<ThresholdName, number>>> = { mad: 3.5, f1: 0 };

function expectShare(name: string, share: number): void {
  if (!(share > 0 && share < 1)) throw new OptionError(`${name} is a share between 0 and 1, but this is ${share}.`);
}

/** The threshold for scores in any order, and their labels (1 for an outlier) in the same. @throws OptionError, DataError where the method can't be used, or a score is NaN. */
export function thresholdFor({ method, value }: Threshold, scores: Float32Array, labels?: ArrayLike<number>): number {
  const choose = lookUp("threshold", method, thresholds);
  if (scores.length === 0 && method !== "value") throw new DataError("There are no scores to choose a threshold from.");
  if (labels && labels.length !== scores.length)
    throw new DataError(`There are ${scores.length} scores, but ${labels.length} labels.`);
  expectScores(scores);
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  return choose(
    { scores: Float32Array.from(order, (i) => scores[i]!), ...(labels && { labels: order.map((i) => labels[i]!) }) },
    value,
  );
}

/**
 * A threshold in words: "conformal:0.01", "mad:3.5" (or "mad"), "tail:0.001", "contamination:0.05", "quantile:0.99", "value:3.2", "f1"; a number
 * alone is a quantile between 0 and 1, else a score.
 * @throws OptionError where it is none of these, with the nearest one.
 */
export function parseThreshold(text: string): Threshold {
  const [name, number, ...more] = text.trim().split(":");
  const alone = Number(name);
  if (name && number === undefined && !Number.isNaN(alone))
    return { method: alone > 0 && alone < 1 ? "quantile" : "value", value: finite(alone, text) };
  lookUp("threshold", name ?? "", thresholds);
  const method = name as ThresholdName;
  const value = number === undefined ? usualValue[method] : Number(number);
  if (value === undefined || number === "" || more.length > 0 || (method === "f1" && number !== undefined))
    throw new OptionError(`The threshold "${text}" isn't of the form ${method === "f1" ? "f1" : `${method}:NUMBER`}.`);
  return { method, value: finite(value, text) };
}

function finite(value: number, text: string): number {
  if (!Number.isFinite(value)) throw new OptionError(`The threshold "${text}" has no number that can be used.`);
  return value;
}

/** A threshold as `parseThreshold` reads it. */
export const showThreshold = ({ method, value }: Threshold): string => (method === "f1" ? "f1" : `${method}:${value}`);
