import { type Lesson, setting } from "./lesson.ts";

export const linear: Lesson = {
  name: "linear",
  title: "PCA with an undercomplete linear autoencoder",
  summary:
    "An autoencoder without activations, trained with the squared error, finds the same plane as principal component analysis (PCA).",
  text: [
    "These points lie near a plane in space. The encoder has one layer without activation and turns the three coordinates of a point into two codings. The decoder, also one layer, turns them back into three coordinates. The squared error is smallest when the two codings span the same plane through the points that PCA finds.",
    "The axes of the codings may differ from those of PCA, which are at right angles and ordered by variance. Any two directions in the plane reconstruct the points equally well.",
  ],
  steps: [
    {
      text: "Compare the points with the learned plane and the codings. Drag the points or use the arrow keys to rotate them.",
      action: { label: "Show the points", tab: "codings" },
      observe: "the plane rotates until it lies among the points. The codings are the points seen from above the plane.",
    },
    {
      text: "Use one coding, which gives a line instead of a plane.",
      action: { label: "1 coding", settings: { codings: 1 } },
      observe: "the loss ends far higher: a line can't follow points that spread over a plane.",
    },
    {
      text: "Use as many codings as there are columns.",
      action: { label: "3 codings", settings: { codings: 3 } },
      observe: "the loss approaches zero, but the autoencoder only copies its input and learns nothing useful.",
    },
  ],
  settings: setting("linear", { data: "points-3d" }),
  tab: "codings",
};
