import { rounded } from "../core/words.ts";
import type { ClassTarget, Features, NumberTarget } from "./features.ts";
import { type Layout, LEAST_LOG_SCALE, MOST_LOG_SCALE } from "./masked-network.ts";
import { NINE_OF_TEN, quantileOfT } from "./student-t.ts";

/** A network's prediction of a cell: a distribution of a number, or the probability of each class. */
export type Prediction = PredictedNumber | PredictedClass;

export interface PredictedNumber {
  readonly target: NumberTarget;
  /** Center and scale of Student's t, standardised. */
  readonly location: number;
  readonly scale: number;
}

export interface PredictedClass {
  readonly target: ClassTarget;
  readonly probabilities: readonly number[];
}

const [LIKELY, LEAST_PROBABILITY] = [3, 0.02];

/**
 * Returns the prediction of a column's cell; undefined if the network doesn't predict the column.
 * @param output output of the network for the cell's row.
 */
export function predictionOf(
  output: Float32Array,
  column: number,
  { targets }: Features,
  layout: Layout,
): Prediction | undefined {
  const place = layout.targets.findIndex((target) => target.column === column && !targets[target.place]!.isPart);
  const target = targets[layout.targets[place]?.place ?? -1];
  if (!target) return undefined;
  if (target.kind === "number") {
    const logScale = Math.max(LEAST_LOG_SCALE, Math.min(MOST_LOG_SCALE, output[layout.numbers + place]!));
    return { target, location: output[place]!, scale: Math.exp(logScale) };
  }
  const start = 2 * layout.numbers + layout.sizes.slice(0, place - layout.numbers).reduce((sum, size) => sum + size, 0);
  return { target, probabilities: softmax(output.subarray(start, start + target.names.length)) };
}

function softmax(logits: Float32Array): readonly number[] {
  const most = logits.reduce((max, logit) => Math.max(max, logit), Number.NEGATIVE_INFINITY);
  const sizes = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = sizes.reduce((total, size) => total + size, 0);
  return sizes.map((size) => size / sum);
}

/** Returns the interval that contains nine of ten numbers. */
export const rangeOf = ({ target, location, scale }: PredictedNumber): readonly [low: number, high: number] => [
  target.back(location - NINE_OF_TEN * scale),
  target.back(location + NINE_OF_TEN * scale),
];

/** Returns the most likely classes with their probabilities, most likely first. */
export const likeliest = ({
  target,
  probabilities,
}: PredictedClass): readonly { readonly value: string; readonly probability: number }[] =>
  target.names
    .map((value, k) => ({ value, probability: probabilities[k]! }))
    .sort((a, b) => b.probability - a.probability)
    .filter(({ probability }, rank) => rank < LIKELY && (rank === 0 || probability >= LEAST_PROBABILITY))
    .map(({ value, probability }) => ({ value, probability: rounded(probability, 3) }));

/** The quantiles of Student's t at 1/20, 2/20, … 19/20. */
const QUANTILES = Array.from({ length: 19 }, (_, i) => quantileOfT((i + 1) / 20));

/**
 * Returns the mean of a predicted number in its column's units. The outermost twentieths are left out, because they would
 * dominate the mean on a logarithmic scale.
 */
export const meanOf = ({ target, location, scale }: PredictedNumber): number =>
  QUANTILES.reduce((sum, quantile) => sum + target.back(location + quantile * scale), 0) / QUANTILES.length;
