import { OptionError } from "../../../core/errors.ts";
import {
  type Costs,
  costOf,
  flagQuality,
  leastCost,
  mistakesAt,
  type ThresholdName,
  thresholdFor,
  thresholds,
} from "../../../scoring/index.ts";
import type { ThresholdMethod } from "../../../scoring/thresholds/threshold.ts";
import type { Labelled } from "./classes.ts";
import type { Scored } from "./scored.ts";

/** What sets a cut: a method of `codings score --threshold`, or the least cost. */
export type CutMethod = ThresholdName | "cost";

/** The methods in words, and what each one's number is. */
export const methods: Readonly<Record<CutMethod, Pick<ThresholdMethod, "title" | "number" | "needsLabels">>> = {
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

/** How many examples lie above a cut, of how many: of those learned from, and of those held out. */
export function countsAt({ scores, heldFrom }: Pick<Scored, "scores" | "heldFrom">, cut: number) {
  const count = (some: Float32Array) => ({ above: some.filter((score) => score > cut).length, all: some.length });
  return { learned: count(scores.subarray(0, heldFrom)), held: count(scores.subarray(heldFrom)) };
}

/** How well a cut tells what labels say, and what its mistakes cost. */
export function qualityAt({ scores, labels }: Labelled, cut: number, costs: Costs) {
  const flags = Uint8Array.from(scores, (score) => (score > cut ? 1 : 0));
  const mistakes = mistakesAt(cut, scores, labels);
  return { ...flagQuality(flags, labels), ...mistakes, cost: costOf(mistakes, costs) };
}
