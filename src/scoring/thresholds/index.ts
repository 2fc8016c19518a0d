import { DataError, OptionError } from "../../core/errors.ts";
import { lookUp } from "../../core/suggest.ts";
import { listed, shown } from "../../core/words.ts";
import { expectScores } from "../measures.ts";
import { conformal } from "./conformal.ts";
import { contamination } from "./contamination.ts";
import { f1 } from "./f1.ts";
import { mad } from "./mad.ts";
import { quantile } from "./quantile.ts";
import { tail } from "./tail.ts";
import type { ThresholdMethod } from "./threshold.ts";
import { value } from "./value.ts";

/** Every method by its name. */
export const thresholds = { quantile, contamination, conformal, mad, tail, f1, value } as const;

export type ThresholdName = keyof typeof thresholds;

const methodOf = (name: string): ThresholdMethod => lookUp<ThresholdMethod>("threshold", name, thresholds);

/** How a threshold is chosen, and its number: a share, a score, a factor or a rate. */
export interface Threshold {
  readonly method: ThresholdName;
  readonly value: number;
}

/** Whether a threshold needs labels. */
export const needsLabels = ({ method }: Threshold): boolean => methodOf(method).needsLabels === true;

/** The forms of all methods, in words, for help: "0.99 or quantile:0.99 (a quantile), …". */
export const thresholdForms = (): string =>
  listed(
    Object.values<ThresholdMethod>(thresholds).map(({ forms, note }) => `${forms.join(" or ")}${note ? ` (${note})` : ""}`),
    "or",
  );

/** The threshold for scores in any order, and their labels (1 for an outlier) in the same. @throws OptionError, DataError where the method can't be used, or a score is NaN. */
export function thresholdFor(threshold: Threshold, scores: Float32Array, labels?: ArrayLike<number>): number {
  const { choose } = methodOf(threshold.method);
  if (scores.length === 0 && threshold.method !== "value") throw new DataError("There are no scores to choose a threshold from.");
  if (labels && labels.length !== scores.length)
    throw new DataError(`There are ${scores.length} scores, but ${labels.length} labels.`);
  expectScores(scores);
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  return choose(
    { scores: Float32Array.from(order, (i) => scores[i]!), ...(labels && { labels: order.map((i) => labels[i]!) }) },
    threshold.value,
  );
}

/**
 * A threshold in words: "conformal:0.01", "mad:3.5" (or "mad"), "tail:0.001", "contamination:0.05", "quantile:0.99", "value:3.2", "f1"; a number
 * alone is a quantile between 0 and 1, else a score.
 * @throws OptionError where it is none of these, with the nearest one.
 */
export function parseThreshold(text: string): Threshold {
  const [name = "", number, ...more] = text.trim().split(":");
  const alone = Number(name);
  if (name && number === undefined && !Number.isNaN(alone))
    return { method: alone > 0 && alone < 1 ? "quantile" : "value", value: finite(alone, text) };
  const { needsLabels: takesNone, typed } = methodOf(name);
  const method = name as ThresholdName;
  const chosen = number === undefined ? (takesNone ? 0 : typed) : Number(number);
  if (chosen === undefined || number === "" || more.length > 0 || (takesNone && number !== undefined))
    throw new OptionError(`The threshold "${text}" isn't of the form ${takesNone ? method : `${method}:NUMBER`}.`);
  return { method, value: finite(chosen, text) };
}

function finite(number: number, text: string): number {
  if (!Number.isFinite(number)) throw new OptionError(`The threshold "${text}" has no number that can be used.`);
  return number;
}

/** A threshold that may be given in words. @throws OptionError as `parseThreshold`. */
export function thresholdIn(threshold: string | Threshold): Threshold {
  if (typeof threshold === "string") return parseThreshold(threshold);
  const { method, value } = typeof threshold === "object" && threshold !== null ? threshold : ({} as Partial<Threshold>);
  if (typeof method !== "string" || typeof value !== "number")
    throw new OptionError(
      `threshold is a text, such as "0.99" (a quantile), "conformal:0.01" or "value:3.2", or { method: "quantile", value: 0.99 }, but this is ${shown(threshold)}.`,
    );
  methodOf(method);
  return threshold;
}

/** A threshold as `parseThreshold` reads it. */
export const showThreshold = (threshold: Threshold): string =>
  needsLabels(threshold) ? threshold.method : `${threshold.method}:${threshold.value}`;
