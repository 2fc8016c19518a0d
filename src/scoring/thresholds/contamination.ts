import { quantile } from "../../core/statistics.ts";
import { expectShare, type ThresholdMethod } from "./threshold.ts";

/** Puts a share of the scores above the threshold: the expected share of outliers among the rows. */
export const contamination: ThresholdMethod = {
  forms: ["contamination:0.05"],
  title: "Expected share of outliers",
  outliers: "among the highest 5 % of the held-out rows",
  when: "you know roughly how many outliers there are",
  number: { label: "Share above the threshold", usual: 0.01, from: 0.0001, to: 0.999 },
  shareAbove: (share) => share,
  choose({ scores }, share) {
    expectShare("contamination", share);
    return quantile(scores, 1 - share);
  },
};
