import { type Lesson, setting } from "./lesson.ts";

export const anomalies: Lesson = {
  name: "anomalies",
  title: "Anomaly detection",
  summary: "What it can't reconstruct is unlike what it learned: the error says how strange an example is.",
  text: [
    "An autoencoder learns what its examples have in common. An example that lacks it can't be rebuilt from the codings, so its reconstruction error is large. Where to cut is a question of costs: a low cut finds more and cries wolf more often.",
  ],
  steps: [
    {
      text: "See the strangest examples with what was expected in their place, and drag the cut on the histogram of errors.",
      action: { label: "Show the anomalies", tab: "anomalies" },
      observe: "digits that are hard to read for people, too, stand first.",
    },
    {
      text: "Drop a table of your own on the page: rows are scored, and the columns to blame are named.",
      observe: "with a column of labels, precision and recall of each cut are shown.",
    },
  ],
  settings: setting("stacked"),
  tab: "anomalies",
};
