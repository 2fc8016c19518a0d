import { OptionError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { takeRows } from "../core/rows.ts";
import type { RunOptions } from "../models/run-options.ts";
import type { Callback } from "../training/callbacks/callback.ts";
import type { EpochLog } from "../training/history.ts";
import type { Autoencoder } from "./autoencoder.ts";
import { chooseLabelled, classCount, expectEnough, PretrainedClassifier } from "./pretrained-classifier.ts";

/** Examples and their classes; -1 if a class isn't known. */
export interface Labelled {
  readonly examples: NdArray;
  /** [n], whole numbers. */
  readonly labels: NdArray;
}

/** Options of `fewLabels`. */
export interface FewLabelsOptions extends RunOptions {
  /** Number of labels to train on, evenly divided among the classes if possible; by default all known labels. */
  readonly labelled?: number;
  /**
   * Number of epochs of each of the two classifiers; 50 by default. The pretrained encoder is frozen for three fifths of them.
   */
  readonly epochs?: number;
  /** Seed of the choice of labels and of the training; 42 by default. */
  readonly seed?: number;
  /** Called before the training, with the numbers of labels and classes. */
  readonly onBegin?: (labelled: number, classes: number) => void;
  readonly onEpoch?: (what: "pretrained" | "from scratch", log: EpochLog) => void;
}

/** Result of `fewLabels`. */
export interface FewLabels {
  readonly labelled: number;
  readonly classes: number;
  /** Number of labelled examples on which the accuracy was measured. */
  readonly judged: number;
  readonly classifier: PretrainedClassifier;
  /** History of the classifier's training. */
  readonly history: readonly EpochLog[];
  /**
   * Accuracy on the held-out examples, of the classifier on the pretrained encoder, and of one that is trained from scratch on
   * the same labels for the same number of epochs.
   */
  readonly accuracy: number;
  readonly fromScratch: number;
}

/**
 * Measures the value of a pretrained encoder if few examples have labels: compares a classifier on it with a control of the same
 * layers that isn't pretrained.
 * @throws OptionError if there are fewer labels than requested, fewer than classes, or none among the held-out examples.
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
 * Chooses the rows for training and for measurement of a classifier by their labels [n], and counts the classes.
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
      "None of the held-out examples has a label, so accuracy can't be measured. Label some of the last examples.",
    );
  return { rows, judged, classes };
}

/** Returns the rows whose label is known: not -1. */
export const knownRows = ({ data }: NdArray): Int32Array =>
  Int32Array.from(Array.from(data, Number).flatMap((label, row) => (label >= 0 ? [row] : [])));
