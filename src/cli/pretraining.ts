import { join } from "node:path";
import { labelledRows } from "../autoencoders/few-labels.ts";
import { type Autoencoder, fewLabels, type Labelled } from "../autoencoders/index.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { savedName } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import { counted } from "../core/words.ts";
import { readLabels } from "../data/labels.node.ts";
import { split } from "../data/split.ts";
import { saveModelFolder } from "../models/folder.node.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { count, type Output } from "./command.ts";
import { openToLearn } from "./training-data.ts";
import type { TrainingRecipe } from "./training-run.ts";

/** Of each of the two classifiers, where nothing is said. */
export const CLASSIFIER_EPOCHS = 50;

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
  { out, threads }: { readonly out: string; readonly threads?: number },
  output: Output,
): Promise<PretrainingOutcome> {
  const { train, validation } = await labelledParts(recipe, output);
  const parts = [train, validation].map(({ examples, labels }) => ({ examples, labels: labels! })) as [Labelled, Labelled];
  const { classifierEpochs: epochs = CLASSIFIER_EPOCHS } = recipe;
  const { classifier, history, classes, judged, ...found } = await fewLabels(autoencoder, ...parts, {
    runtime: await nodeRuntime(threads === undefined ? {} : { threads }),
    epochs,
    seed: recipe.seed,
    ...(recipe.labelled !== undefined && { labelled: recipe.labelled }),
    onBegin: (labelled, of) =>
      output.say(
        `${count(labelled)} labelled examples of ${of} classes; ${counted(epochs, "epoch")} with the encoder that has learned, as many with one that hasn't`,
      ),
    onEpoch: (what, { epoch, loss }) => output.live(`${what}: epoch ${epoch}, loss ${loss.toFixed(4)}`),
  });
  const outcome = { ...found, classifier: join(out, "classifier") };
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
    card: `# Classifier of ${savedName(recipe.data)} on a pretrained encoder\n\n${outcome.labelled} labels, ${classes} classes: accuracy ${outcome.accuracy.toFixed(4)} on ${judged} held-out examples (${outcome.fromScratch.toFixed(4)} from scratch). \`model.onnx\` takes examples as they are stored and gives each class's probability.\n`,
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

/** Fails early where a recipe's labels won't do, before anything is trained. */
export async function checkLabels(recipe: TrainingRecipe, output: Output): Promise<void> {
  const { train, validation } = await labelledParts(recipe, output);
  labelledRows(train.labels!, validation.labels!, { labelled: recipe.labelled, seed: recipe.seed });
}
