import { OptionError } from "../../../core/errors.ts";
import {
  type Costs,
  costOf,
  flagQuality,
  leastCost,
  mistakesAt,
  rocAuc,
  type ThresholdName,
  thresholdFor,
  thresholds,
} from "../../../scoring/index.ts";
import type { ThresholdMethod } from "../../../scoring/thresholds/threshold.ts";
import type { Labelled } from "./classes.ts";
import type { Scored } from "./scored.ts";

/** What sets a cut: a method of `codings score --threshold`, or the least cost. */
export type CutMethod = ThresholdName | "cost";

/** A method in words, and what its number is. */
export type MethodWords = Pick<ThresholdMethod, "title" | "number" | "needsLabels">;

export const methods: Readonly<Record<CutMethod, MethodWords>> = {
  ...thresholds,
  cost: { title: "The least cost, by the labels", needsLabels: true },
};

export interface CutChoice {
  readonly method: CutMethod;
  readonly value: number;
}

/**
 * The score of a cut, from what is held out, or from labels, as `codings score` finds it.
 * @throws OptionError, DataError where the method can't be used.
 */
export function cutOf(
  { method, value }: CutChoice,
  { calibration }: Scored,
  labelled: Labelled | undefined,
  costs: Costs,
): number {
  if (method === "value") return value;
  if (method === "cost" || thresholds[method].needsLabels) {
    if (!labelled) throw new OptionError("This cut needs labels: choose the classes that count as anomalies.");
    return method === "cost"
      ? leastCost(labelled.scores, labelled.labels, costs).threshold
      : thresholdFor({ method, value }, labelled.scores, labelled.labels);
  }
  if (!calibration) throw new OptionError("No score is a number: lower the learning rate, and train again.");
  return thresholdFor({ method, value }, Float32Array.from(calibration.quantiles));
}

/** How many examples of a part lie above a cut, of how many. */
export interface PartCount {
  readonly above: number;
  readonly all: number;
}

/** The examples on both sides of a cut, by whether they were learned from. */
export function countsAt(
  { scores, heldFrom }: Pick<Scored, "scores" | "heldFrom">,
  cut: number,
): { readonly learned: PartCount; readonly held: PartCount } {
  const count = (start: number, end: number): PartCount => {
    let found = 0;
    for (let row = start; row < end; row++) if (scores[row]! > cut) found++;
    return { above: found, all: end - start };
  };
  return { learned: count(0, heldFrom), held: count(heldFrom, scores.length) };
}

/** How well a cut tells what labels say, and what its mistakes cost. */
export function qualityAt({ scores, labels }: Labelled, cut: number, costs: Costs) {
  const flags = Uint8Array.from(scores, (score) => (score > cut ? 1 : 0));
  const mistakes = mistakesAt(cut, scores, labels);
  return { ...flagQuality(flags, labels), ...mistakes, cost: costOf(mistakes, costs) };
}

/** The least that mistakes can cost, and the cut where they do. */
export const leastOf = ({ scores, labels }: Labelled, costs: Costs) => leastCost(scores, labels, costs);

export const areaOf = ({ scores, labels }: Labelled): number => rocAuc(scores, labels);
