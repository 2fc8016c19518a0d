import { type Lesson, setting } from "./lesson.ts";

export const map: Lesson = {
  name: "map",
  title: "Visualizing the codings",
  summary: "Thirty codings become two by t-SNE: a map on which alike examples lie near one another.",
  text: [
    "For a picture of a dataset, an autoencoder isn't the best reduction to two dimensions, but it manages large data with many features. So it is used to come down to a reasonable number, and another method, here t-SNE, does the rest.",
    "t-SNE places each example near those whose codings are near its own. Distances between far groups, and the groups' sizes, mean little.",
  ],
  steps: [
    {
      text: "Let the model learn, then watch the map form.",
      action: { label: "Show the map", tab: "codings" },
      observe:
        "points of one colour gather, though the model never saw a label. Point at one to see its picture and its reconstruction.",
    },
    {
      text: "Look at a map of the codings before anything was learned: slide the moment to its left end.",
      observe: "even random layers keep some neighbours together: pixels do. Learning pulls the groups apart.",
    },
    {
      text: "Draw around some points (with Shift held, or by the lasso's button).",
      observe: "the selection's rows stand in a table below, to be saved as CSV or Parquet.",
    },
  ],
  settings: setting("stacked", { data: "garments" }),
};
