import { type Lesson, setting } from "./lesson.ts";

export const map: Lesson = {
  name: "map",
  title: "Visualizing the codings",
  summary: "t-SNE reduces thirty codings to two: a map on which similar examples lie close together.",
  text: [
    "An autoencoder isn't the best method to reduce a dataset to two dimensions for a picture, but it can handle large datasets with many features. So the autoencoder reduces the data to a reasonable number of dimensions, and another method, here t-SNE, reduces them to two.",
    "t-SNE places examples with similar codings close together. The distances between groups and the sizes of the groups mean little.",
  ],
  steps: [
    {
      text: "Let the model train, then watch the map form.",
      action: { label: "Show the map", tab: "codings" },
      observe:
        "points of the same colour gather, although the model never saw a label. Point at one to see its picture and its reconstruction.",
    },
    {
      text: "Look at the map before training: drag the slider below the buttons to its left end.",
      observe:
        "even an untrained encoder keeps some neighbours together, because their pixels are similar. Training separates the groups.",
    },
    {
      text: "Draw a line around some points: hold Shift, or press the Lasso button first.",
      observe: "the selected rows appear in a table below, where you can save them as CSV or Parquet.",
    },
  ],
  settings: setting("stacked", { data: "garments" }),
};
