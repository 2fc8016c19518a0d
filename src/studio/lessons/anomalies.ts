import { type Lesson, setting } from "./lesson.ts";

export const anomalies: Lesson = {
  name: "anomalies",
  title: "Anomaly detection",
  summary: "An autoencoder reconstructs unusual examples badly, so the reconstruction error can serve as an anomaly score.",
  text: [
    "An autoencoder learns what its examples have in common. An example that differs can't be rebuilt from its codings, so its reconstruction error is large. The best threshold depends on costs: a low threshold finds more anomalies and raises more false alarms.",
  ],
  steps: [
    {
      text: "Look at the examples with the largest errors next to their reconstructions, and drag the threshold on the histogram of errors.",
      action: { label: "Show the anomalies", tab: "anomalies" },
      observe: "the first digits in the list are hard to read for people, too.",
    },
    {
      text: "Drop a table of your own on the page. The detector scores its rows and names the columns that cause each score.",
      observe: "if the table has a label column, the page shows the precision and recall of each threshold.",
    },
  ],
  settings: setting("stacked"),
  tab: "anomalies",
};
