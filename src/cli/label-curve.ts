import { type Autoencoder, chooseLabelled, classCount, PretrainedClassifier } from "../autoencoders/index.ts";
import type { NdArray } from "../core/ndarray.ts";
import { takeRows } from "../core/rows.ts";
import type { Dataset } from "../data/dataset.ts";
import type { AccuracySeries } from "../figures/index.ts";
import { dense } from "../layers/index.ts";
import { Pca } from "../manifold/index.ts";
import { sequential } from "../models/sequential.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { adam } from "../training/index.ts";

export interface LabelCurveOptions {
  /** Trained on all of `train`, without labels. */
  readonly autoencoder: Autoencoder;
  readonly train: Dataset;
  /** What accuracies are measured on. */
  readonly test: Dataset;
  readonly counts?: readonly number[];
  readonly seeds?: readonly number[];
  readonly runtime?: Runtime;
  readonly onPoint?: (point: LabelPoint) => void;
}

/** A classifier that has learned. */
export interface LabelPoint {
  readonly name: string;
  readonly labels: number;
  readonly seed: number;
  readonly accuracy: number;
  /** How many have, of how many. */
  readonly done: number;
  readonly of: number;
}

/** The lecture's number of codings, for PCA too. */
const COMPONENTS = 30;
/** Epochs that every way of learning gets. */
const EPOCHS = 50;

/**
 * What few labels come to (figure 17-6): a classifier on a pretrained encoder, the same one from scratch with as many epochs, and a softmax on PCA's codings, each with the
 * same labelled examples; other examples and first weights with each seed.
 */
export async function labelCurve({
  autoencoder,
  train,
  test,
  counts = [100, 250, 500, 1000],
  seeds = [0, 1, 2],
  runtime,
  onPoint = () => undefined,
}: LabelCurveOptions): Promise<readonly AccuracySeries[]> {
  const run = runtime ? { runtime } : {};
  const quiet = { ...run, warn: () => undefined };
  const classes = classCount(train.labels!);
  const pca = new Pca({ components: COMPONENTS });
  await pca.fit(train.examples, run);
  const projected = await pca.transform(test.examples, run);

  type Way = (examples: NdArray, labels: NdArray, seed: number) => Promise<number>;
  const ways: Readonly<Record<string, Way>> = {
    pretrained: async (examples, labels, seed) => {
      const classifier = new PretrainedClassifier(autoencoder, { classes, seed, frozenEpochs: 30, tunedEpochs: EPOCHS - 30 });
      await classifier.fit(examples, labels, quiet);
      return classifier.score(test.examples, test.labels!, run);
    },
    "from scratch": async (examples, labels, seed) => {
      const fresh = autoencoder.likewise();
      fresh.buildFor(train.examples.shape.slice(1));
      const schedule = { frozenEpochs: 0, tunedEpochs: EPOCHS, tunedLearningRate: 0.001 };
      const classifier = new PretrainedClassifier(fresh, { classes, seed, ...schedule });
      await classifier.fit(examples, labels, quiet);
      return classifier.score(test.examples, test.labels!, run);
    },
    [`${COMPONENTS} PCA codings`]: async (examples, labels, seed) => {
      const model = sequential([dense(classes, { activation: "softmax" })], { seed });
      model.compile({ loss: "sparseCategoricalCrossentropy", optimizer: adam({ learningRate: 0.005 }), metrics: ["accuracy"] });
      await model.fit(await pca.transform(examples, run), labels, { epochs: EPOCHS, seed, ...quiet });
      return (await model.evaluate(projected, test.labels!, run)).accuracy!;
    },
  };

  const of = Object.keys(ways).length * counts.length * seeds.length;
  let done = 0;
  const series: AccuracySeries[] = [];
  for (const [name, learn] of Object.entries(ways)) {
    const points: { labels: number; accuracies: number[] }[] = [];
    for (const count of counts) {
      const accuracies: number[] = [];
      for (const seed of seeds) {
        const rows = chooseLabelled(train.labels!, count, seed);
        const accuracy = await learn(takeRows(train.examples as NdArray, rows), takeRows(train.labels as NdArray, rows), seed);
        accuracies.push(accuracy);
        onPoint({ name, labels: count, seed, accuracy, done: ++done, of });
      }
      points.push({ labels: count, accuracies });
    }
    series.push({ name, points });
  }
  return series;
}
