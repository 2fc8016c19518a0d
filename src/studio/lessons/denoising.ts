import { type Lesson, setting } from "./lesson.ts";

export const denoising: Lesson = {
  name: "denoising",
  title: "Denoising autoencoders",
  summary: "Disturb what goes in, ask for the clean example: it must know what examples are like.",
  text: [
    "Add noise to the inputs and train it to give the clean ones. It can't just copy any more: it has to find patterns to tell what is noise. The noise may be Gaussian, or inputs may be switched off at random, as in dropout. When the model is used, there is none.",
  ],
  steps: [
    {
      text: "Disturb a picture, or draw one, and see it freed.",
      action: { label: "To the pen", tab: "noise" },
      observe: "the slider sets how much. Even where hardly anything is left to see, something plausible comes back.",
    },
    {
      text: "Train it against dropout: half of the pixels are switched off.",
      action: { label: "Dropout", settings: { noise: "dropout:0.5" } },
      observe:
        "it is better than the first against dropout, and worse against Gaussian noise: what a model was trained against is what it frees pictures from best.",
    },
    {
      text: "And one that never saw noise.",
      action: { label: "No noise", settings: { family: "stacked", optimizer: "adam", learningRate: 0.002 } },
      observe:
        "at a noise of 0.5 its squared error is about twice that of the one that was trained against Gaussian noise; without noise it is the better one.",
    },
  ],
  settings: setting("denoising"),
};
