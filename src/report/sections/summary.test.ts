import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { type SummaryValues, summary } from "./summary.ts";

const values: SummaryValues = {
  family: "stacked",
  learned: { dataset: "mnist", rows: 55_000 },
  example: "an image of 28 x 28 pixels",
  codings: 30,
  rows: { looked: 5000, name: "held out" },
  loss: { value: 0.09912, name: "mean squared error" },
  kept: { own: 0.822, pca: 0.729 },
  findings: [],
  threshold: { value: 0.0327, from: "which 99 % of the rows held out in the training don't exceed" },
  beyond: { count: 547, of: 60_000 },
};
const textOf = (some: Partial<SummaryValues> = {}) =>
  parseHTML(`<body>${summary({ ...values, ...some }).markup}</body>`)
    .document.querySelector("section")!
    .textContent!.replaceAll("\u00a0", " ");

it("describes the model, its training data and quality, and the number of unusual rows", () => {
  const text = textOf();
  expect(text).toContain("This stacked autoencoder encodes an image of 28 x 28 pixels as 30 numbers, its codings");
  expect(text).toContain("It was trained on 55,000 examples of mnist.");
  expect(text).toContain(
    "On 5,000 examples held out, its reconstructions keep 82.2 % of the variance. PCA with the same number of components keeps 72.9 %.",
  );
  expect(text).toContain(
    "547 of 60,000 examples (0.912 %) have a reconstruction error above the threshold of 0.0327, which 99 % of the rows held out",
  );
});

it("compares the model with PCA if PCA's result is known", () => {
  expect(textOf({ kept: { own: 0.8, pca: 0.801 } })).toContain("about the same. PCA is simpler and sufficient for this purpose.");
  expect(textOf({ kept: { own: 0.7, pca: 0.8 } })).toContain(
    "which is more. Use PCA, which is simpler, or train the autoencoder for longer.",
  );
  expect(textOf({ kept: { own: 0.7 } })).not.toContain("PCA");
});

it("lists problems of the model and their remedies", () => {
  const finding = "3 of 30 codings are the same for all examples. Train with a lower learning rate (learningRate: 0.001).";
  expect(textOf({ findings: [finding] })).toContain(finding);
});

it("states if a model is no better than the mean, and compares a table's error with that of the mean", () => {
  expect(textOf({ kept: { own: -0.2 } })).toContain("its reconstructions are no better than the mean of all rows");
  expect(textOf({ tableError: 0.31 })).toContain(
    "The mean error of a row is 0.31, where always predicting averages has an error of 1.",
  );
});
