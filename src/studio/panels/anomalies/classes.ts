import type { Dataset } from "../../../data/dataset.ts";
import type { Scored } from "./scored.ts";

/** A class that labels name, and how many examples are of it. */
export interface LabelClass {
  readonly label: number;
  readonly name: string;
  readonly count: number;
}

/** Scores of the rows whose class is known, and whether that counts as an anomaly. Both kinds are there. */
export interface Labelled {
  readonly scores: Float32Array;
  /** 1 for an anomaly, else 0. */
  readonly labels: Uint8Array;
}

/** The classes of a dataset's labels, in their order; those that no example is of left out. */
export function classesIn({ labels, classes }: Pick<Dataset, "labels" | "classes">): readonly LabelClass[] {
  if (!labels) return [];
  const counts = new Map<number, number>();
  for (const label of labels.data) if (label >= 0) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([label, count]) => ({ label, name: classes?.[label] ?? String(label), count }));
}

/** Of two classes the rarer counts as the anomaly, of equal ones the second; of more none does by itself. */
export function usualAnomalies(classes: readonly LabelClass[]): readonly number[] {
  if (classes.length !== 2) return [];
  const [first, second] = classes as readonly [LabelClass, LabelClass];
  return [first.count < second.count ? first.label : second.label];
}

/** The rows that can be judged by; undefined where none of one kind is. */
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
