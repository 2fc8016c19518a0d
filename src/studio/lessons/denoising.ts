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
      observe: "what it was trained against is what it frees pictures from best: try both noises on both models.",
    },
    {
      text: "And one that never saw noise.",
      action: { label: "No noise", settings: { system: "stacked", noise: "" } },
      observe: "noise goes through it into the reconstructions.",
    },
  ],
  settings: setting("denoising"),
};
