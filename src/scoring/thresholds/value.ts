import type { ThresholdMethod } from "./threshold.ts";

/** A score itself. */
export const value: ThresholdMethod = {
  forms: ["3.2", "value:3.2"],
  note: "a score",
  title: "By hand",
  outliers: "above 3.2",
  when: "you know",
  choose: (_scored, score) => score,
};
