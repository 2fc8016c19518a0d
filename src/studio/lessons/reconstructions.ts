import { type Lesson, setting } from "./lesson.ts";

export const reconstructions: Lesson = {
  name: "reconstructions",
  title: "Visualizing the reconstructions",
  summary: "Is it well trained? Compare what goes in with what comes out, for examples that it hasn't learned from.",
  text: [
    "The differences shouldn't be too large. Where reconstructions lose too much, train longer, make the encoder and the decoder deeper, or the codings more. But too powerful a network copies perfectly without having learned any useful pattern.",
  ],
  steps: [
    {
      text: "The examples in the grid are held out: no step learns from them. Drag the slider beneath the buttons back to any earlier moment of the run.",
      observe:
        "first the outline of an average garment, then the kind of garment, then its details. Patterns such as stripes hardly come: they cost little loss.",
    },
    {
      text: "Make the network slower to watch it step by step: pause, Reset, choose 5 steps a second, Run.",
      observe: "the first steps already find the mean image; each kind takes its shape within some hundred steps.",
    },
    {
      text: "Draw a garment of your own.",
      action: { label: "To the pen", tab: "noise" },
      observe: "it paints what it knows: a drawing unlike all garments comes back as one.",
    },
  ],
  settings: setting("stacked", { data: "garments" }),
};
