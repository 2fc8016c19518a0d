import { type Lesson, setting } from "./lesson.ts";

export const denoising: Lesson = {
  name: "denoising",
  title: "Denoising autoencoders",
  summary: "Add noise to the inputs and train the autoencoder to recover the clean examples.",
  text: [
    "A denoising autoencoder gets noisy inputs and is trained to return the clean ones. It can't just copy its inputs: it has to find patterns to separate them from the noise. The noise may be Gaussian, or random inputs may be switched off, as in dropout. No noise is added when the trained model is used.",
  ],
  steps: [
    {
      text: "Add noise to a picture, or draw your own, and watch the model remove the noise.",
      action: { label: "Draw or add noise", tab: "noise" },
      observe:
        "the slider sets the amount of noise. Even if you can hardly recognize the picture, the model returns something plausible.",
    },
    {
      text: "Train it with dropout: half of the pixels are switched off.",
      action: { label: "Dropout", settings: { noise: "dropout:0.5" } },
      observe:
        "it removes dropout better than the first model, and Gaussian noise worse. A model is best at removing the kind of noise that it was trained with.",
    },
    {
      text: "Now train a model without noise.",
      action: { label: "No noise", settings: { family: "stacked", optimizer: "adam", learningRate: 0.002 } },
      observe:
        "at a noise of 0.5 its squared error is about twice that of the model trained with Gaussian noise. Without noise it is the better model.",
    },
  ],
  settings: setting("denoising"),
};
