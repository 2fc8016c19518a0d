import { quantile } from "../../core/statistics.ts";
import { expectShare, type ThresholdMethod } from "./threshold.ts";

/** So that a share of the scores lies above it: the outliers that are thought to be among the rows. */
export const contamination: ThresholdMethod = {
  forms: ["contamination:0.05"],
  title: "A share that is thought strange",
  outliers: "among the highest 5 % of the rows held out",
  when: "you know about how many outliers there are",
  number: { label: "Share above the cut", usual: 0.01, from: 0.0001, to: 0.999 },
  choose({ scores }, share) {
    expectShare("contamination", share);
    return quantile(scores, 1 - share);
  },
};
