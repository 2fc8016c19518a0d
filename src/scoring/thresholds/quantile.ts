import { quantile as quantileOf } from "../../core/statistics.ts";
import { expectShare, type ThresholdMethod } from "./threshold.ts";

/** So that a share of the scores lies below it. */
export const quantile: ThresholdMethod = {
  forms: ["0.99", "quantile:0.99"],
  note: "a quantile",
  title: "A quantile of those held out",
  outliers: "above that quantile of the rows held out",
  when: "you look at a certain share of rows; the default",
  number: { label: "Share below the cut", usual: 0.99, from: 0.001, to: 0.9999 },
  choose({ scores }, share) {
    expectShare("quantile", share);
    return quantileOf(scores, share);
  },
};
