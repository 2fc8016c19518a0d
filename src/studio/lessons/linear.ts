import { type Lesson, setting } from "./lesson.ts";

export const linear: Lesson = {
  name: "linear",
  title: "PCA with an undercomplete linear autoencoder",
  summary: "Without activations and with the squared error, it finds the plane of principal component analysis.",
  text: [
    "These points lie near a plane in space. An encoder of one layer without activation makes two numbers of a point's three; a decoder of one layer makes three of them again. The squared error between the two is least when the two codings span the plane through the points that PCA finds.",
    "The axes of the codings needn't be PCA's own, which are at right angles and in the order of their variance: any two directions of the same plane copy as well.",
  ],
  steps: [
    {
      text: "Look at the points, the plane that is learned, and the codings side by side. Drag, or use the arrow keys, to turn them.",
      action: { label: "Show the points", tab: "codings" },
      observe: "the plane turns until it lies among the points; the codings are the points seen from above the plane.",
    },
    {
      text: "One coding is a line.",
      action: { label: "1 coding", settings: { codings: 1 } },
      observe: "the loss ends far higher: a line can't follow points that spread over a plane.",
    },
    {
      text: "As many codings as columns.",
      action: { label: "3 codings", settings: { codings: 3 } },
      observe: "the loss goes towards zero and nothing is learned: it copies.",
    },
  ],
  settings: setting("linear", { data: "points-3d" }),
  tab: "codings",
};
