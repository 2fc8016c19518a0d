import { quantile as quantileOf } from "../../core/statistics.ts";
import { expectShare, type ThresholdMethod } from "./threshold.ts";

/** Puts a share of the scores below the threshold. */
export const quantile: ThresholdMethod = {
  forms: ["0.99", "quantile:0.99"],
  note: "a quantile",
  title: "Quantile of the held-out scores",
  outliers: "above that quantile of the scores of held-out rows",
  when: "you want a share of usual rows to be flagged, in any file. This is the default",
  number: { label: "Share below the threshold", usual: 0.99, from: 0.001, to: 0.9999 },
  shareAbove: (share) => 1 - share,
  choose({ scores }, share) {
    expectShare("quantile", share);
    return quantileOf(scores, share);
  },
};
