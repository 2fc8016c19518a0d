import { join } from "node:path";
import { type Autoencoder, chooseLabelled, classCount, PretrainedClassifier, takeRows } from "../autoencoders/index.ts";
import { DataError, OptionError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { VERSION } from "../core/version.ts";
import { readLabels } from "../data/labels.node.ts";
import { split } from "../data/split.ts";
import { saveModelFolder } from "../models/folder.node.ts";
import type { EpochLog } from "../training/index.ts";
import { count, type Output } from "./command.ts";
import { openToLearn } from "./training-data.ts";
import { autoencoderOf, type TrainingRecipe } from "./training-run.ts";

/** How well the few labels served, with the encoder that had learned from all examples and with one that hadn't. */
export interface PretrainingOutcome {
  readonly labelled: number;
  /** On the held-out examples. */
  readonly accuracy: number;
  readonly fromScratch: number;
  /** Folder of the classifier. */
  readonly classifier: string;
}

/** Trains a classifier on a trained encoder and, with the same labels and as many epochs, a control from scratch; saves the first in `out`/classifier. */
export async function trainOnLabels(
  autoencoder: Autoencoder,
  recipe: TrainingRecipe,
  out: string,
  output: Output,
): Promise<PretrainingOutcome> {
  const { train, validation } = await labelledParts(recipe, output);
  const labels = train.labels!;
  const rows = recipe.labelled === undefined ? knownRows(labels) : chooseLabelled(labels, recipe.labelled, recipe.seed);
  const [examples, known] = [takeRows(train.examples, rows), takeRows(labels as NdArray, rows)];
  const judged = knownRows(validation.labels!);
  if (judged.length === 0)
    throw new DataError("None of the held-out examples has a label, so accuracy can't be measured. Label some of the last ones.");
  const [held, heldLabels] = [takeRows(validation.examples, judged), takeRows(validation.labels as NdArray, judged)];
  const classes = Math.max(classCount(labels), classCount(validation.labels!));

  output.say(
    `${count(rows.length)} labelled examples of ${classes} classes; 50 epochs with the encoder that has learned, 50 with one that hasn't`,
  );
  const telling = (what: string) => ({
    warn: () => undefined,
    callbacks: [{ onEpochEnd: ({ epoch, loss }: EpochLog) => output.live(`${what}: epoch ${epoch}, loss ${loss.toFixed(4)}`) }],
  });
  const classifier = new PretrainedClassifier(autoencoder, { classes, seed: recipe.seed });
  const { history } = await classifier.fit(examples, known, telling("pretrained"));
  const fresh = autoencoderOf(recipe);
  fresh.buildFor(train.examples.shape.slice(1));
  const control = new PretrainedClassifier(fresh, {
    classes,
    seed: recipe.seed,
    frozenEpochs: 0,
    tunedEpochs: 50,
    tunedLearningRate: 0.001,
  });
  await control.fit(examples, known, telling("from scratch"));
  const outcome = {
    labelled: rows.length,
    accuracy: await classifier.score(held, heldLabels),
    fromScratch: await control.score(held, heldLabels),
    classifier: join(out, "classifier"),
  };
  await saveModelFolder(outcome.classifier, {
    model: classifier.model,
    config: {
      family: "classifier",
      inputDtype: train.examples.dtype,
      seed: recipe.seed,
      versions: { codings: VERSION, node: process.version },
      options: { ...recipe },
      metrics: { accuracy: outcome.accuracy, accuracyFromScratch: outcome.fromScratch },
    },
    history,
    card: `# Classifier of ${recipe.data} on a pretrained encoder\n\n${rows.length} labels, ${classes} classes: accuracy ${outcome.accuracy.toFixed(4)} on ${judged.length} held-out examples (${outcome.fromScratch.toFixed(4)} from scratch). \`model.onnx\` takes examples as they are stored and gives each class's probability.\n`,
  });
  return outcome;
}

/** The data of a recipe with its labels, those of the file or the dataset's own. @throws DataError where there are none, or of another number than the examples. */
async function labelledParts(recipe: TrainingRecipe, output: Output) {
  const { data, labels: file, validation } = recipe;
  if (recipe.table && file !== undefined)
    throw new OptionError("--labels is for data without columns: name the table's with --label COLUMN.");
  const dataset = await openToLearn(recipe, output);
  const labels = file === undefined ? dataset.labels : await readLabels(file);
  if (!labels)
    throw new OptionError(
      `${data} has no labels of its own. ${recipe.table ? "Name their column with --label COLUMN." : "Give them with --labels FILE, one a line."}`,
    );
  const [examples, given] = [dataset.examples.shape[0]!, labels.shape[0]!];
  if (examples !== given)
    throw new DataError(
      `${file ?? data} has ${given} labels, but there are ${examples} examples. Give one a row (-1 where it isn't known).`,
    );
  return split({ ...dataset, labels }, validation);
}

const knownRows = (labels: NdArray): Int32Array =>
  Int32Array.from({ length: labels.data.length }, (_, row) => row).filter((row) => Number(labels.data[row]) >= 0);

/** Fails early where a recipe's labels won't do, before anything is trained. */
export async function checkLabels(recipe: TrainingRecipe, output: Output): Promise<void> {
  const { train } = await labelledParts(recipe, output);
  if (recipe.labelled !== undefined) chooseLabelled(train.labels!, recipe.labelled, recipe.seed);
}
