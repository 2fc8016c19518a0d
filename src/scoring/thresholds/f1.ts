import { DataError, OptionError } from "../../core/errors.ts";
import { countSet, fromTheTop } from "../measures.ts";
import type { ThresholdMethod } from "./threshold.ts";

/** Chooses the threshold with the best F1 on labelled scores, half-way to the next lower score. */
export const f1: ThresholdMethod = {
  forms: ["f1"],
  note: "by labels",
  title: "Best F1 on labelled rows",
  outliers: 'above the threshold with the best F1 on labelled rows: `setThreshold("f1", { scores, labels })`',
  when: "some rows are labelled",
  needsLabels: true,
  isOfScoredRows: true,
  choose({ scores, labels }) {
    if (!labels) throw new OptionError("f1 needs labels: 1 for each row that is an outlier, and 0 for each other row.");
    const positives = countSet(labels);
    if (positives === 0)
      throw new DataError(
        "f1 needs rows that are labelled as outliers (1), but there are none. Label some, or use another threshold.",
      );
    let [best, chosen] = [-1, 0];
    for (const { rows, outliers, threshold } of fromTheTop(scores, labels)) {
      const quality = (2 * outliers) / (rows + positives);
      if (quality > best) [best, chosen] = [quality, rows < scores.length ? threshold : scores[0]! - 1];
    }
    return chosen;
  },
};
