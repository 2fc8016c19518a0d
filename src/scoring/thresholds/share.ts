import { expectShare, type ThresholdMethod } from "./threshold.ts";

/** Puts a share of the scored rows themselves above the threshold, and at least one row. */
export const share: ThresholdMethod = {
  forms: ["1%", "share:0.01"],
  note: "of the scored rows",
  title: "Share of these rows",
  outliers: "among the highest 1 % of the rows that are scored",
  when: "you want to look at a certain share of this file, however few rows were held out",
  number: { label: "Share above the threshold", usual: 0.01, from: 0.0001, to: 0.999 },
  isOfScoredRows: true,
  choose({ scores }, part) {
    expectShare("share", part);
    return scores[Math.max(0, scores.length - 1 - Math.max(1, Math.round(part * scores.length)))]!;
  },
};
