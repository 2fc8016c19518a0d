import { OptionError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { takeRows } from "../core/rows.ts";
import type { RunOptions } from "../models/run-options.ts";
import type { Callback } from "../training/callbacks/callback.ts";
import type { EpochLog } from "../training/history.ts";
import type { Autoencoder } from "./autoencoder.ts";
import { chooseLabelled, classCount, expectEnough, PretrainedClassifier } from "./pretrained-classifier.ts";

/** Examples and their classes; -1 where one isn't known. */
export interface Labelled {
  readonly examples: NdArray;
  /** [n], whole numbers. */
  readonly labels: NdArray;
}

export interface FewLabelsOptions extends RunOptions {
  /** How many labels it learns from, as many of each class as can be; all that are known by default. */
  readonly labelled?: number;
  /** Epochs of each of the two classifiers, 50 by default; on the encoder that has learned, three fifths of them are with it frozen. */
  readonly epochs?: number;
  /** 42 by default. */
  readonly seed?: number;
  /** Called before it begins, with how many labels and classes there are. */
  readonly onBegin?: (labelled: number, classes: number) => void;
  readonly onEpoch?: (what: "pretrained" | "from scratch", log: EpochLog) => void;
}

export interface FewLabels {
  readonly labelled: number;
  readonly classes: number;
  /** How many labelled examples it was measured on. */
  readonly judged: number;
  readonly classifier: PretrainedClassifier;
  /** Of the classifier's training. */
  readonly history: readonly EpochLog[];
  /** On the examples held out: of the classifier on the encoder that has learned, and of one that learns from scratch, from the same labels in as many epochs. */
  readonly accuracy: number;
  readonly fromScratch: number;
}

/**
 * What an encoder that has learned from all examples is worth where few have labels: a classifier on it, beside a control of the same layers that hasn't.
 * @throws OptionError where there aren't as many labels, or fewer than classes; or none among those held out.
 */
export async function fewLabels(
  autoencoder: Autoencoder,
  train: Labelled,
  held: Labelled,
  options: FewLabelsOptions = {},
): Promise<FewLabels> {
  const names = { runtime: true, labelled: true, epochs: true, seed: true, onBegin: true, onEpoch: true } as const;
  const { labelled, epochs = 50, seed = 42, runtime, onBegin, onEpoch } = knownOptions("fewLabels", options, names);
  const { rows, judged, classes } = labelledRows(train.labels, held.labels, { labelled, seed });
  const [examples, labels] = [takeRows(train.examples, rows), takeRows(train.labels, rows)];
  const [heldExamples, heldLabels] = [takeRows(held.examples, judged), takeRows(held.labels, judged)];
  onBegin?.(rows.length, classes);
  const telling = (what: "pretrained" | "from scratch") => {
    const callback: Callback = { onEpochEnd: (log) => onEpoch?.(what, log) };
    return { runtime, warn: () => undefined, callbacks: [callback] };
  };
  const frozenEpochs = Math.round(0.6 * epochs);
  const classifier = new PretrainedClassifier(autoencoder, { classes, seed, frozenEpochs, tunedEpochs: epochs - frozenEpochs });
  const { history } = await classifier.fit(examples, labels, telling("pretrained"));
  const fresh = autoencoder.likewise();
  fresh.buildFor(train.examples.shape.slice(1));
  const control = new PretrainedClassifier(fresh, {
    classes,
    seed,
    frozenEpochs: 0,
    tunedEpochs: epochs,
    tunedLearningRate: 0.001,
  });
  await control.fit(examples, labels, telling("from scratch"));
  return {
    labelled: rows.length,
    classes,
    judged: judged.length,
    classifier,
    history,
    accuracy: await classifier.score(heldExamples, heldLabels, { runtime }),
    fromScratch: await control.score(heldExamples, heldLabels, { runtime }),
  };
}

/**
 * Which rows a classifier learns from and which it is measured on, by their labels [n], and how many classes there are.
 * @throws OptionError as `fewLabels`.
 */
export function labelledRows(
  train: NdArray,
  held: NdArray,
  { labelled, seed }: { readonly labelled: number | undefined; readonly seed: number },
): { readonly rows: Int32Array; readonly judged: Int32Array; readonly classes: number } {
  const rows = labelled === undefined ? knownRows(train) : chooseLabelled(train, labelled, seed);
  const classes = Math.max(classCount(train), classCount(held));
  expectEnough(takeRows(train, rows), classes);
  const judged = knownRows(held);
  if (judged.length === 0)
    throw new OptionError(
      "None of the held-out examples has a label, so accuracy can't be measured. Label some of the last ones.",
    );
  return { rows, judged, classes };
}

/** The rows whose label is known: not -1. */
export const knownRows = ({ data }: NdArray): Int32Array =>
  Int32Array.from(Array.from(data, Number).flatMap((label, row) => (label >= 0 ? [row] : [])));
