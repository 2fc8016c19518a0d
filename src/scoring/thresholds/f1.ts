import { DataError, OptionError } from "../../core/errors.ts";
import type { ThresholdMethod } from "./threshold.ts";

/** The threshold with the best F1 on labelled scores, half-way to the next lower score. */
export const f1: ThresholdMethod = {
  forms: ["f1"],
  note: "by labels",
  title: "The best F1, by the labels",
  outliers: 'where F1 is best on labelled rows: `setThreshold("f1", { scores, labels })`',
  when: "some rows are labelled",
  needsLabels: true,
  choose({ scores, labels }) {
    if (!labels) throw new OptionError("f1 needs labels: which of the rows are outliers (1) and which aren't (0).");
    const positives = Array.from(labels).filter((label) => label !== 0).length;
    if (positives === 0) throw new DataError("f1 needs labelled outliers (1), but there are none.");
    let [found, best, chosen] = [0, -1, 0];
    for (let i = scores.length - 1; i >= 0; i--) {
      if (labels[i] !== 0) found++;
      if (i > 0 && scores[i - 1] === scores[i]) continue;
      const quality = (2 * found) / (scores.length - i + positives);
      if (quality > best) [best, chosen] = [quality, i > 0 ? (scores[i]! + scores[i - 1]!) / 2 : scores[0]! - 1];
    }
    return chosen;
  },
};
