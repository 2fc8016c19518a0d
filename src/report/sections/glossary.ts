import { html } from "../page/html.ts";
import { section } from "./section.ts";

const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  ["autoencoder", "a network that learns to give its input back through a layer too small to copy it."],
  ["codings", "the few numbers in that layer: what is left of an example."],
  ["reconstruction", "the example as the decoder makes it again from its codings."],
  ["reconstruction error", "how far the reconstruction is from the example. Examples unlike those learned from have large ones."],
  ["held out", "rows that weren't learned from, to see how the model does on new ones."],
  ["loss", "what the training lowers. The mixed loss of a table is 1 where a model knows nothing but averages."],
  [
    "variance kept",
    "1 less the squared error of the reconstructions as a part of that of the mean row: 100 % is perfect, 0 % knows nothing.",
  ],
  ["PCA", "principal component analysis: the best that straight directions can do. It is the measure of what a network adds."],
  ["threshold", "the error from which on a row is called strange: 99 in 100 held-out rows have smaller ones."],
  ["percentile", "the share of held-out rows with smaller errors."],
  ["t-SNE", "a map on which rows with like codings are neighbours; distances across it mean little."],
];

export const words = section({
  title: "Words",
  measure: () => WORDS,
  body: (known) =>
    html`<details><summary>What the words here mean</summary><dl class="glossary">${known.map(
      ([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>`,
    )}</dl></details>`,
});
