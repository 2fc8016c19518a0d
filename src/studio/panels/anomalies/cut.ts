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
import { tooFewHeldOut } from "../../../scoring/thresholds/index.ts";
import type { ThresholdMethod } from "../../../scoring/thresholds/threshold.ts";
import type { Labelled } from "./classes.ts";
import type { Scored } from "./scored.ts";

/** A method to choose the threshold: one of `codings score --threshold`, or the lowest cost. */
export type CutMethod = ThresholdName | "cost";

/** The methods with their titles and the number that each one needs. */
export const methods: Readonly<Record<CutMethod, Pick<ThresholdMethod, "title" | "number" | "needsLabels">>> = {
  ...thresholds,
  cost: { title: "Lowest cost (needs labels)", needsLabels: true },
};

export interface CutChoice {
  readonly method: CutMethod;
  readonly value: number;
}

/**
 * Computes the threshold from the held-out examples or from labels, in the same way as `codings score`.
 * @throws OptionError, DataError if the method can't be used.
 */
export function cutOf(
  { method, value }: CutChoice,
  { calibration, scores }: Scored,
  labelled: Labelled | undefined,
  costs: Costs,
): number {
  if (method === "value") return value;
  if (method === "share") return thresholdFor({ method, value }, scores);
  if (method === "cost" || thresholds[method].needsLabels) {
    if (!labelled) throw new OptionError("This method needs labels. Choose the classes that count as anomalies.");
    return method === "cost"
      ? leastCost(labelled.scores, labelled.labels, costs).threshold
      : thresholdFor({ method, value }, labelled.scores, labelled.labels);
  }
  if (!calibration) throw new OptionError("No score is finite. Lower the learning rate and train again.");
  return thresholdFor({ method, value }, Float32Array.from(calibration.quantiles));
}

/** Explains why the threshold is uncertain, if it is chosen from too few held-out examples. */
export const doubtOf = ({ method, value }: CutChoice, { calibration }: Scored): string | undefined =>
  method === "cost" || !calibration
    ? undefined
    : tooFewHeldOut({ method, value }, calibration.quantiles.length, () => `choose the method "${methods.share.title}"`);

/** Counts the examples above a threshold and all examples, separately for training and held-out examples. */
export function countsAt({ scores, heldFrom }: Pick<Scored, "scores" | "heldFrom">, cut: number) {
  const count = (some: Float32Array) => ({ above: some.filter((score) => score > cut).length, all: some.length });
  return { learned: count(scores.subarray(0, heldFrom)), held: count(scores.subarray(heldFrom)) };
}

/** Returns the precision, the recall and the cost of mistakes at a threshold. */
export function qualityAt({ scores, labels }: Labelled, cut: number, costs: Costs) {
  const flags = Uint8Array.from(scores, (score) => (score > cut ? 1 : 0));
  const mistakes = mistakesAt(cut, scores, labels);
  return { ...flagQuality(flags, labels), ...mistakes, cost: costOf(mistakes, costs) };
}
