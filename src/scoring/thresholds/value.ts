import type { ThresholdMethod } from "./threshold.ts";

/** Uses a score as the threshold. */
export const value: ThresholdMethod = {
  forms: ["3.2", "value:3.2"],
  note: "a score",
  title: "Fixed score",
  outliers: "above 3.2",
  when: "you know the threshold",
  choose: (_scored, score) => score,
};
