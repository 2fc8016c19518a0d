import { html } from "../page/html.ts";
import { section } from "./section.ts";

const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  [
    "autoencoder",
    "a neural network that learns to reconstruct its input from a few numbers, the codings. Its encoder computes the codings, its decoder the reconstruction.",
  ],
  ["codings", "the numbers that represent an example: the output of the encoder."],
  ["reconstruction", "the example as the decoder computes it from its codings."],
  [
    "reconstruction error",
    "the difference between an example and its reconstruction. It is large for examples that differ from the training data.",
  ],
  ["held out", "not used for training. Held-out rows show how good the model is on new data."],
  ["loss", "the number that the training minimizes. For tables, a model that always predicts averages has a mixed loss of 1."],
  [
    "variance kept",
    "1 minus the squared error of the reconstructions, divided by the squared error of always predicting the mean: 100 % is perfect, and 0 % is no better than the mean.",
  ],
  [
    "PCA",
    "principal component analysis, the best linear method. The comparison shows how much better the autoencoder is with the same number of codings.",
  ],
  ["threshold", "the error above which a row is unusual. By default, 99 % of the held-out rows have no larger error."],
  ["percentile", "the share of the held-out rows that have no larger error."],
  [
    "t-SNE",
    "a method that makes maps, on which rows with similar codings are neighbours. Long distances on the map mean little.",
  ],
];

export const words = section({
  title: "Glossary",
  measure: () => WORDS,
  body: (known) =>
    html`<details><summary>The terms in this report</summary><dl class="glossary">${known.map(
      ([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>`,
    )}</dl></details>`,
});
