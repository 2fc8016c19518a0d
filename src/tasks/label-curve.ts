import { type Autoencoder, chooseLabelled, classCount, fewLabels, type Labelled } from "../autoencoders/index.ts";
import type { NdArray } from "../core/ndarray.ts";
import { takeRows } from "../core/rows.ts";
import type { Dataset } from "../data/dataset.ts";
import { dense } from "../layers/index.ts";
import { Pca } from "../manifold/index.ts";
import { sequential } from "../models/sequential.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { adam } from "../training/index.ts";

/** Options of `labelCurve`. */
export interface LabelCurveOptions {
  /** Autoencoder that was trained on all of `train`, without labels. */
  readonly autoencoder: Autoencoder;
  readonly train: Dataset;
  /** Dataset that accuracies are measured on. */
  readonly test: Dataset;
  readonly seeds: readonly number[];
  readonly runtime?: Runtime;
  readonly onPoint?: ((point: LabelPoint) => void) | undefined;
}

/** The accuracy of one trained classifier. */
export interface LabelPoint {
  readonly name: string;
  readonly labels: number;
  readonly seed: number;
  readonly accuracy: number;
  /** Number of trained classifiers. */
  readonly done: number;
  /** Number of all classifiers. */
  readonly of: number;
}

/** The accuracies of one kind of classifier, by the number of labels: one for each seed. */
export interface LabelSeries {
  readonly name: string;
  readonly points: readonly { readonly labels: number; readonly accuracies: readonly number[] }[];
}

/** Numbers of labels. */
const COUNTS = [100, 250, 500, 1000];
/** The lecture's number of codings, for PCA too. */
const COMPONENTS = 30;
/** Epochs of every classifier. */
const EPOCHS = 50;

/**
 * Measures the accuracy of classifiers with few labels (figure 17-6): one on a pretrained encoder, the same one from scratch, and
 * a softmax layer on the codings of PCA. All three have the same labelled examples and number of epochs. Each seed has other
 * examples and initial weights.
 */
export async function labelCurve(options: LabelCurveOptions): Promise<readonly LabelSeries[]> {
  const { autoencoder, train, test, seeds, runtime, onPoint } = options;
  const [learned, held] = [train, test].map(({ examples, labels }) => ({ examples, labels: labels! })) as [Labelled, Labelled];
  const byPca = await pcaClassifier(learned, held, runtime);
  const series = ["pretrained", "from scratch", `${COMPONENTS} PCA codings`].map((name) => ({
    name,
    points: COUNTS.map((labels) => ({ labels, accuracies: [] as number[] })),
  }));
  const of = series.length * COUNTS.length * seeds.length;
  let done = 0;
  for (const [i, labels] of COUNTS.entries())
    for (const seed of seeds) {
      const few = { labelled: labels, epochs: EPOCHS, seed, runtime };
      const { accuracy, fromScratch } = await fewLabels(autoencoder, learned, held, few);
      const accuracies = [accuracy, fromScratch, await byPca(labels, seed)];
      for (const [way, { name, points }] of series.entries()) {
        points[i]!.accuracies.push(accuracies[way]!);
        onPoint?.({ name, labels, seed, accuracy: accuracies[way]!, done: ++done, of });
      }
    }
  return series;
}

/** Fits PCA to all examples. Returns a function that trains a softmax layer on it with some labels and returns its accuracy. */
async function pcaClassifier(train: Labelled, test: Labelled, runtime: Runtime | undefined) {
  const pca = await new Pca({ components: COMPONENTS }).fit(train.examples, { runtime });
  const projected = await pca.transform(test.examples, { runtime });
  const classes = classCount(train.labels);
  return async (count: number, seed: number): Promise<number> => {
    const rows = chooseLabelled(train.labels, count, seed);
    const examples: NdArray = await pca.transform(takeRows(train.examples, rows), { runtime });
    const model = sequential([dense(classes, { activation: "softmax" })], { seed });
    model.compile({ loss: "sparseCategoricalCrossentropy", optimizer: adam({ learningRate: 0.005 }), metrics: ["accuracy"] });
    await model.fit(examples, takeRows(train.labels, rows), { epochs: EPOCHS, seed, runtime, warn: () => undefined });
    return (await model.evaluate(projected, test.labels, { runtime })).accuracy!;
  };
}
