import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { takeRows } from "../core/rows.ts";
import { garments } from "../data/built-in/garments.ts";
import { split } from "../data/split.ts";
import { DenoisingAutoencoder } from "./index.ts";
import { chooseLabelled, PretrainedClassifier } from "./pretrained-classifier.ts";

const { train, validation } = split(garments({ count: 1200 }), 200);
const quiet = { warn: () => undefined };
const autoencoder = new DenoisingAutoencoder({ hidden: [40], codings: 20 });
await autoencoder.fit(train.examples, { epochs: 3, ...quiet });
const rows = chooseLabelled(train.labels!, 60, 1);
const [examples, labels] = [takeRows(train.examples, rows), takeRows(train.labels!, rows)];

it("learns classes from few examples, and doesn't change the autoencoder", async () => {
  const before = autoencoder.trained.model.getWeights();
  const classifier = new PretrainedClassifier(autoencoder, { seed: 3 });
  await classifier.fit(examples, labels, quiet);
  expect(await classifier.score(validation.examples, validation.labels!)).toBeGreaterThan(0.6);
  expect(autoencoder.trained.model.getWeights()).toEqual(before);
  expect(classifier.model.layers[0]!.variables).toHaveLength(4);
  expect(classifier.model.summary()).not.toContain("GaussianNoise");
});

it("trains only the new layer while the encoder is frozen", async () => {
  const classifier = new PretrainedClassifier(autoencoder, { frozenEpochs: 2, tunedEpochs: 0 });
  await classifier.fit(examples, labels, quiet);
  const encoder = autoencoder.trained.encoder.getWeights();
  expect(classifier.model.getWeights().slice(0, 4)).toEqual(encoder);
  await new PretrainedClassifier(autoencoder, { frozenEpochs: 0, tunedEpochs: 1 }).fit(examples, labels, quiet);
  const tuned = new PretrainedClassifier(autoencoder, { frozenEpochs: 2, tunedEpochs: 1 });
  await tuned.fit(examples, labels, quiet);
  expect(tuned.model.getWeights().slice(0, 4)).not.toEqual(encoder);
});

it("returns probabilities that sum to 1, and predicts the most likely class", async () => {
  const classifier = new PretrainedClassifier(autoencoder, { frozenEpochs: 5, tunedEpochs: 0 });
  await classifier.fit(examples, labels, quiet);
  const { data, shape } = await classifier.predictProbabilities(validation.examples);
  expect(shape).toEqual([200, 10]);
  const first = [...data.subarray(0, 10)];
  expect(first.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  const predicted = await classifier.predict(validation.examples);
  expect(first[predicted.data[0]!]).toBe(Math.max(...first));
});

it("is loaded from a folder as it was saved, and reports that it can't be trained", async () => {
  const folder = mkdtempSync(join(tmpdir(), "codings-classifier-"));
  try {
    const classifier = new PretrainedClassifier(autoencoder, { frozenEpochs: 1, tunedEpochs: 0 });
    await classifier.fit(examples, labels, quiet);
    await classifier.save(join(folder, "classifier"));
    const again = await PretrainedClassifier.load(join(folder, "classifier"));
    expect(await again.predict(validation.examples)).toEqual(await classifier.predict(validation.examples));
    await expect(again.fit(examples, labels)).rejects.toThrow("This classifier was loaded without its autoencoder");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("a choice of labelled rows", () => {
  it("has the same number of each class, and other rows with another seed", () => {
    const counts = new Array(10).fill(0);
    for (const row of rows) counts[Number(train.labels!.data[row])]++;
    expect(counts).toEqual(new Array(10).fill(6));
    expect(new Set(rows).size).toBe(60);
    expect(chooseLabelled(train.labels!, 60, 2)).not.toEqual(rows);
    expect(chooseLabelled(train.labels!, 60, 1)).toEqual(rows);
  });

  it("leaves out unknown labels", () => {
    const known = ndarray("int32", [6], Int32Array.of(-1, 0, 1, -1, 1, 0));
    expect([...chooseLabelled(known, 4)].toSorted()).toEqual([1, 2, 4, 5]);
    expect(() => chooseLabelled(known, 5)).toThrow("Only 4 examples have labels, so 5 can't be chosen. Choose at most 4.");
  });
});

describe("refuses invalid labels", () => {
  it.each([
    [
      "another number of labels",
      ndarray("int32", [2], Int32Array.of(0, 1)),
      "There are 60 labelled examples, but 2 labels. Give one label for each example.",
    ],
    [
      "a label outside of the classes",
      ndarray("int32", [60], new Int32Array(60).fill(7)),
      "The label of row 0 (counted from 0) is 7, but the 3 classes are 0 to 2.",
    ],
    [
      "an unknown class",
      ndarray("int32", [60], new Int32Array(60).fill(-1, 5)),
      "The label of row 5 (counted from 0) is -1: its class isn't known. Leave out such rows",
    ],
    ["one class", ndarray("int32", [60], new Int32Array(60).fill(2)), "All labels are of one class (2)."],
  ])("%s", async (_what, given, line) => {
    await expect(new PretrainedClassifier(autoencoder, { classes: 3 }).fit(examples, given, quiet)).rejects.toThrow(line);
  });

  it("one-hot rows, or too few labels", async () => {
    const fit = (given: unknown) => new PretrainedClassifier(autoencoder).fit(examples, given as never, quiet);
    await expect(fit(ndarray("float32", [60, 3], new Float32Array(180)))).rejects.toThrow(
      "Labels must be one class number for each example, [60], but they are [60, 3]. For one-hot rows, give the indices of the ones.",
    );
    await expect(fit([0, 1])).rejects.toThrow("There are 60 labelled examples, but 2 labels. Give one label for each example.");
  });

  it("for the accuracy: another number of labels, or unknown ones, which would count as errors", async () => {
    const classifier = new PretrainedClassifier(autoencoder, { frozenEpochs: 1, tunedEpochs: 0 });
    await classifier.fit(examples, labels, quiet);
    await expect(classifier.score(examples, takeRows(labels, [0, 1]))).rejects.toThrow(
      "There are 60 labelled examples, but 2 labels. Give one label for each example.",
    );
    const unknown = ndarray("int32", [60], new Int32Array(60).fill(-1, 7));
    await expect(classifier.score(examples, unknown)).rejects.toThrow(
      "The label of row 7 (counted from 0) is -1: its class isn't known. Leave out such rows to compute the accuracy.",
    );
  });

  it("fewer labels than classes", async () => {
    const few = [takeRows(examples, [0, 1]), ndarray("int32", [2], Int32Array.of(0, 9))] as const;
    await expect(new PretrainedClassifier(autoencoder).fit(...few, quiet)).rejects.toThrow(
      "2 labels are too few for 10 classes.",
    );
  });
});
