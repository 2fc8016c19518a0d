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
  threshold: { value: 0.0327, from: "what 99 % of the 5,000 rows held out don't go beyond" },
  beyond: { count: 547, of: 60_000 },
};
const textOf = (some: Partial<SummaryValues> = {}) =>
  parseHTML(`<body>${summary({ ...values, ...some }).markup}</body>`)
    .document.querySelector("section")!
    .textContent!.replaceAll("\u00a0", " ");

it("says what the model does, what it learned, how good it is, and how many rows are strange", () => {
  const text = textOf();
  expect(text).toContain("This stacked autoencoder writes an image of 28 x 28 pixels as 30 numbers");
  expect(text).toContain("It has learned from 55,000 examples of mnist.");
  expect(text).toContain(
    "On 5,000 examples held out, what it makes keeps 82.2 % of the variance. PCA with as many components keeps 72.9 %.",
  );
  expect(text).toContain("547 of 60,000 examples (0.912 %) have a reconstruction error beyond 0.0327, what 99 % of");
});

it("says so where PCA is as good or better, and where it can't be said", () => {
  expect(textOf({ kept: { own: 0.8, pca: 0.801 } })).toContain("as much, so the simpler method is enough");
  expect(textOf({ kept: { own: 0.7, pca: 0.8 } })).toContain("more, so the simpler method is better at it");
  expect(textOf({ kept: { own: 0.7 } })).not.toContain("PCA");
});

it("says what isn't good about the model, and what mends it", () => {
  const finding = "3 of 30 codings are the same for all examples. Train with a lower learning rate (learningRate: 0.001).";
  expect(textOf({ findings: [finding] })).toContain(finding);
});

it("a model that knows less than the mean is told as such; a table's error stands beside that of knowing nothing", () => {
  expect(textOf({ kept: { own: -0.2 } })).toContain("what it makes is no nearer than the mean of all rows");
  expect(textOf({ tableError: 0.31 })).toContain("at an error of 0.31 where knowing nothing costs 1");
});
