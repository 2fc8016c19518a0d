import type { Dataset } from "../../../data/dataset.ts";
import type { Scored } from "./scored.ts";

/** A class and its number of examples. */
export interface LabelClass {
  readonly label: number;
  readonly name: string;
  readonly count: number;
}

/** Scores of the rows with a known class, and whether each class counts as an anomaly. There is at least one anomaly and one other row. */
export interface Labelled {
  readonly scores: Float32Array;
  /** 1 for an anomaly, else 0. */
  readonly labels: Uint8Array;
}

/** Returns the classes of a dataset in order, without those that have no examples. */
export function classesIn({ labels, classes }: Pick<Dataset, "labels" | "classes">): readonly LabelClass[] {
  if (!labels) return [];
  const counts = new Map<number, number>();
  for (const label of labels.data) if (label >= 0) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([label, count]) => ({ label, name: classes?.[label] ?? String(label), count }));
}

/** Returns the classes that count as anomalies by default: the rarer one of two classes (the second one if both are equally frequent), else none. */
export function usualAnomalies(classes: readonly LabelClass[]): readonly number[] {
  if (classes.length !== 2) return [];
  const [first, second] = classes as readonly [LabelClass, LabelClass];
  return [first.count < second.count ? first.label : second.label];
}

/** Returns the rows with a known class, or undefined if all of them are anomalies or none is. */
export function labelledBy(
  { scores, places }: Pick<Scored, "scores" | "places">,
  { labels }: Pick<Dataset, "labels">,
  anomalies: readonly number[],
): Labelled | undefined {
  if (!labels || anomalies.length === 0) return undefined;
  const rows = Array.from(places.keys()).filter((row) => labels.data[places[row]!]! >= 0 && Number.isFinite(scores[row]));
  const isAnomaly = Uint8Array.from(rows, (row) => (anomalies.includes(labels.data[places[row]!]!) ? 1 : 0));
  if (!isAnomaly.includes(1) || !isAnomaly.includes(0)) return undefined;
  return { scores: Float32Array.from(rows, (row) => scores[row]!), labels: isAnomaly };
}
