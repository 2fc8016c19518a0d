import { DataError, OptionError } from "../../core/errors.ts";
import { lookUp } from "../../core/suggest.ts";
import { count, counted, listed, rounded, roundedPercent, shown } from "../../core/words.ts";
import { expectScores } from "../measures.ts";
import { conformal } from "./conformal.ts";
import { contamination } from "./contamination.ts";
import { f1 } from "./f1.ts";
import { mad } from "./mad.ts";
import { quantile } from "./quantile.ts";
import { share } from "./share.ts";
import { tail } from "./tail.ts";
import type { ThresholdMethod } from "./threshold.ts";
import { value } from "./value.ts";

/** Methods that choose a threshold, by name. */
export const thresholds = { quantile, share, contamination, conformal, mad, tail, f1, value } as const;

/** Name of a method in `thresholds`. */
export type ThresholdName = keyof typeof thresholds;

const methodOf = (name: string): ThresholdMethod => lookUp<ThresholdMethod>("threshold", name, thresholds);

/** A method that chooses a threshold, and its number: a share, a score, a factor or a rate. */
export interface Threshold {
  readonly method: ThresholdName;
  readonly value: number;
}

/** Returns whether a threshold needs labels. */
export const needsLabels = ({ method }: Threshold): boolean => methodOf(method).needsLabels === true;

/** Returns whether a threshold is chosen from the scores of the rows that it is used on. */
export const isOfScoredRows = ({ method }: Threshold): boolean => methodOf(method).isOfScoredRows === true;

/** @throws OptionError if a threshold that is to be chosen from held-out rows is one of scored rows. */
export function expectOfHeldOutRows(threshold: Threshold): Threshold {
  if (isOfScoredRows(threshold))
    throw new OptionError(
      `The threshold "${showThreshold(threshold)}" is chosen from the rows that are scored. Give it to score, or to setThreshold together with their scores${needsLabels(threshold) ? " and labels" : ""}.`,
    );
  return threshold;
}

/**
 * Explains why a threshold is uncertain, if it should leave less than one of the held-out scores above it.
 * @param instead says how to flag a share of the scored rows, given in percent.
 */
export function tooFewHeldOut(
  threshold: Threshold,
  heldOut: number,
  instead = (percent: number) => `give score the threshold ${percent}%`,
): string | undefined {
  const share = methodOf(threshold.method).shareAbove?.(threshold.value);
  if (share === undefined || share * heldOut > 1 - 1e-9) return undefined;
  return `The threshold ${showThreshold(threshold)} comes from ${counted(heldOut, "score")} of held-out rows, but measuring a share of ${roundedPercent(share, 3)} takes at least ${count(Math.ceil(1 / share - 1e-9))}. Many more rows may score above it. To flag ${roundedPercent(share, 3)} of the scored rows, ${instead(rounded(100 * share))}.`;
}

/** Lists the forms of all methods in words, for help: "0.99 or quantile:0.99 (a quantile), …". */
export const thresholdForms = (): string =>
  listed(
    Object.values<ThresholdMethod>(thresholds).map(({ forms, note }) => `${forms.join(" or ")}${note ? ` (${note})` : ""}`),
    "or",
  );

/**
 * Chooses the threshold for scores.
 * @param threshold the method and its number.
 * @param scores [rows], in any order. @param labels [rows], 1 for an outlier and 0 for any other row; needed by `f1` only.
 * @throws OptionError if the method's number is out of its range, or if it needs labels and there are none.
 * @throws DataError if there are no scores or too few, if a score is NaN, or if the numbers of scores and labels differ.
 * @example
 * thresholdFor(parseThreshold("quantile:0.5"), Float32Array.of(1, 2, 3)); // 2
 */
export function thresholdFor(threshold: Threshold, scores: Float32Array, labels?: ArrayLike<number>): number {
  const { choose } = methodOf(threshold.method);
  if (scores.length === 0 && threshold.method !== "value")
    throw new DataError(
      "There are no scores to choose a threshold from. Hold out rows, or give the threshold as a score, such as value:3.2.",
    );
  if (labels && labels.length !== scores.length)
    throw new DataError(`There are ${scores.length} scores, but ${labels.length} labels. Give one label for each score.`);
  expectScores(scores);
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  return choose(
    { scores: Float32Array.from(order, (i) => scores[i]!), ...(labels && { labels: order.map((i) => labels[i]!) }) },
    threshold.value,
  );
}

/**
 * Reads a threshold in words: "conformal:0.01", "mad:3.5" (or "mad"), "tail:0.001", "contamination:0.05", "quantile:0.99",
 * "value:3.2" or "f1". A percentage, such as "1%", is a share of the scored rows. A number alone is a quantile if it is between 0 and 1, and a score otherwise.
 * @throws OptionError if the text is none of these. The message suggests the most similar name.
 * @example
 * parseThreshold("0.99"); // { method: "quantile", value: 0.99 }
 */
export function parseThreshold(text: string): Threshold {
  const [name = "", number, ...more] = text.trim().split(":");
  const percentage = /^([\d.]+)\s*%$/.exec(name);
  if (percentage && number === undefined) return { method: "share", value: finite(Number(percentage[1]) / 100, text) };
  const alone = Number(name);
  if (name && number === undefined && !Number.isNaN(alone))
    return { method: alone > 0 && alone < 1 ? "quantile" : "value", value: finite(alone, text) };
  const { needsLabels: takesNone, typed } = methodOf(name);
  const method = name as ThresholdName;
  const chosen = number === undefined ? (takesNone ? 0 : typed) : Number(number);
  if (chosen === undefined || number === "" || more.length > 0 || (takesNone && number !== undefined))
    throw new OptionError(`The threshold "${text}" can't be read. Write it as ${takesNone ? method : `${method}:NUMBER`}.`);
  return { method, value: finite(chosen, text) };
}

function finite(number: number, text: string): number {
  if (!Number.isFinite(number))
    throw new OptionError(`The threshold "${text}" doesn't contain a finite number. Write one, such as in quantile:0.99.`);
  return number;
}

/** Returns a threshold that may be given in words. @throws OptionError as `parseThreshold`. */
export function thresholdIn(threshold: string | Threshold): Threshold {
  if (typeof threshold === "string") return parseThreshold(threshold);
  const { method, value } = typeof threshold === "object" && threshold !== null ? threshold : ({} as Partial<Threshold>);
  if (typeof method !== "string" || typeof value !== "number")
    throw new OptionError(
      `threshold must be a text, such as "0.99" (a quantile), "conformal:0.01" or "value:3.2", or { method: "quantile", value: 0.99 }, but it is ${shown(threshold)}.`,
    );
  methodOf(method);
  return threshold;
}

/**
 * Writes a threshold in the form that `parseThreshold` reads.
 * @example
 * showThreshold({ method: "quantile", value: 0.99 }); // "quantile:0.99"
 */
export const showThreshold = (threshold: Threshold): string =>
  needsLabels(threshold) ? threshold.method : `${threshold.method}:${threshold.value}`;
