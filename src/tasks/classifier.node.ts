import { join } from "node:path";
import { labelledRows } from "../autoencoders/few-labels.ts";
import { type Autoencoder, fewLabels, type Labelled } from "../autoencoders/index.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { workProgress } from "../core/progress.ts";
import { savedName } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import { count, counted } from "../core/words.ts";
import { readLabels } from "../data/labels.node.ts";
import { split } from "../data/split.ts";
import { saveModelFolder } from "../models/folder.node.ts";
import type { Recipe } from "../recipes/plan.ts";
import { CLASSIFIER_EPOCHS } from "../recipes/schema.ts";
import { openLearned } from "./learned-data.node.ts";
import type { TaskOptions } from "./options.ts";
import type { OpenTask } from "./training-data.node.ts";

/** Accuracies of classifiers with few labels: one on a pretrained encoder, and one from scratch. */
export interface PretrainingOutcome {
  /** Number of labelled examples. */
  readonly labelled: number;
  /** Accuracy of the pretrained classifier on the held-out examples. */
  readonly accuracy: number;
  /** Accuracy of the classifier from scratch. */
  readonly fromScratch: number;
  /** Folder of the classifier, if it was saved. */
  readonly classifier?: string;
}

/**
 * Trains a classifier on a trained encoder. Also trains one from scratch for comparison, with the same labels and the same number
 * of epochs.
 * @param output - folder of the autoencoder. The classifier is saved in its subfolder `classifier`.
 */
export async function trainOnLabels(
  autoencoder: Autoencoder,
  recipe: Recipe,
  { output, ...task }: TaskOptions & Pick<OpenTask, "dataset"> & { readonly output?: string | undefined },
): Promise<PretrainingOutcome> {
  const { train, validation } = await labelledParts(recipe, task);
  const parts = [train, validation].map(({ examples, labels }) => ({ examples, labels: labels! })) as [Labelled, Labelled];
  const { classifierEpochs: epochs = CLASSIFIER_EPOCHS } = recipe;
  const tell = workProgress("epochs", 2 * epochs, task.onProgress);
  let done = 0;
  const { classifier, history, classes, judged, ...found } = await fewLabels(autoencoder, ...parts, {
    runtime: task.runtime,
    epochs,
    seed: recipe.seed,
    labelled: recipe.labelled,
    onBegin: (labelled, of) =>
      task.onNote?.(
        `${count(labelled)} labelled examples of ${of} classes; ${counted(epochs, "epoch")} with the pretrained encoder, and the same number from scratch`,
      ),
    onEpoch: () => tell(++done),
  });
  if (output === undefined) return found;
  const folder = join(output, "classifier");
  const { labelled, accuracy, fromScratch } = found;
  await saveModelFolder(folder, {
    model: classifier.model,
    config: {
      family: "classifier",
      inputDtype: train.examples.dtype,
      seed: recipe.seed,
      versions: { codings: VERSION, node: process.version },
      options: { ...recipe },
      metrics: { accuracy, accuracyFromScratch: fromScratch },
    },
    history,
    card: `# Classifier of ${savedName(recipe.data)} on a pretrained encoder\n\n${labelled} labels, ${classes} classes: accuracy ${accuracy.toFixed(4)} on ${judged} held-out examples (${fromScratch.toFixed(4)} from scratch). \`model.onnx\` takes examples as they are stored and returns the probability of each class.\n`,
  });
  return { ...found, classifier: folder };
}

/**
 * Opens the data of a recipe with the labels of a file or of the dataset.
 * @throws OptionError if there are no labels; DataError if their number isn't the number of examples.
 */
async function labelledParts(recipe: Recipe, task: TaskOptions & Pick<OpenTask, "dataset">) {
  const { data, labels: file, validation } = recipe;
  const column = message`Name the column of labels with ${option("label", "COLUMN")}.`;
  if (recipe.table && file !== undefined)
    throw new OptionError(
      message`${option("labels")} is for data without columns. Name the table's column of labels with ${option("label", "COLUMN")}.`,
    );
  const dataset = task.dataset ?? (await openLearned(recipe, task));
  const labels = file === undefined ? dataset.labels : await readLabels(file);
  if (!labels)
    throw new OptionError(
      message`${data} has no labels of its own. ${recipe.table ? column : message`Give them with ${option("labels", "FILE")}, one on each line.`}`,
    );
  const [examples, given] = [dataset.examples.shape[0]!, labels.shape[0]!];
  if (examples !== given)
    throw new DataError(
      `${file ?? data} has ${given} labels, but there are ${examples} examples. Give one label for each example, or -1 if it isn't known.`,
    );
  return split({ ...dataset, labels }, validation);
}

/** Checks the labels of a recipe before anything is trained. */
export async function checkLabels(recipe: Recipe, task: TaskOptions & Pick<OpenTask, "dataset">): Promise<void> {
  const { train, validation } = await labelledParts(recipe, task);
  labelledRows(train.labels!, validation.labels!, { labelled: recipe.labelled, seed: recipe.seed });
}
