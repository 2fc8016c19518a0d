import type { Autoencoder } from "../../autoencoders/autoencoder.ts";
import { DataError, OptionError } from "../../core/errors.ts";
import type { Dataset } from "../../data/dataset.ts";
import { exists } from "../../data/files.node.ts";
import { datasets } from "../../data/open.node.ts";
import { split } from "../../data/split.ts";
import { isPattern, isRemote } from "../../data/tables/source.node.ts";
import type { Output } from "../command.ts";
import { type DataOptions, openFor } from "../open.ts";
import { openToLearn } from "../training-data.ts";
import type { TrainingRecipe } from "../training-run.ts";

/** What a report is about. */
export interface ReportData {
  /** DATA, and the SQL that made a table of it. */
  readonly path: string;
  readonly query?: string | undefined;
  /** All rows that are shown. */
  readonly dataset: Dataset;
  /** Rows from here on are those that are measured: the held-out ones, or all of data that the model hasn't learned from. */
  readonly from: number;
  /** What those are: "held out". */
  readonly name: string;
  readonly isTraining: boolean;
  /** The rows that were learned from, and those held out then, where the data are still there. */
  readonly learned?: Dataset | undefined;
  readonly heldOut?: Dataset | undefined;
}

/**
 * Opens DATA, or, where none is given, what a model was trained on.
 * @throws OptionError where the model doesn't say what that was; DataError where it isn't there any more.
 */
export async function openReportData(
  folder: string,
  autoencoder: Autoencoder,
  recipe: Partial<TrainingRecipe>,
  data: string | undefined,
  options: DataOptions,
  output: Output,
): Promise<ReportData> {
  const trained = recipe.data === undefined ? undefined : (recipe as TrainingRecipe);
  if (data === undefined && !trained)
    throw new OptionError(`${folder} doesn't say what it was trained on. Give it as well: codings report ${folder} DATA`);
  const isTraining = trained !== undefined && isTrainingData(data, trained, options);
  const parts = trained && (await openTraining(folder, trained, isTraining, output));
  if (isTraining && parts) {
    const from = parts.learned.examples.shape[0]!;
    return { path: trained.data, query: trained.query, ...parts, from, name: "held out", isTraining };
  }
  const { part, query } = options;
  const dataset = await openFor(autoencoder, data!, options, output);
  const { learned, heldOut } = parts ?? {};
  const name = Object.hasOwn(datasets, data!) ? `of ${dataset.name}, ${part} part` : `of ${dataset.name}`;
  return { path: data!, query, dataset, learned, heldOut, from: 0, name, isTraining };
}

/** Whether the rows held out in the training are meant: DATA left out, or the same again. */
function isTrainingData(data: string | undefined, trained: TrainingRecipe, { part, query }: DataOptions): boolean {
  const hasTest = Object.hasOwn(datasets, trained.data);
  return data === undefined || (data === trained.data && query === trained.query && (part === "train" || !hasTest));
}

/** The training data, in their two parts; nothing where they can't be opened and aren't asked for. */
async function openTraining(folder: string, recipe: TrainingRecipe, isWanted: boolean, output: Output) {
  const { data } = recipe;
  const isFile = !Object.hasOwn(datasets, data) && !isRemote(data) && !isPattern(data);
  if (isFile && !(await exists(data))) {
    if (!isWanted) return undefined;
    throw new DataError(
      `${data}, which ${folder} was trained on, isn't there any more. Give other data of the kind: codings report ${folder} DATA`,
    );
  }
  try {
    const dataset = await openToLearn(recipe, output);
    const { train: learned, validation: heldOut } = split(dataset, recipe.validation);
    return { dataset, learned, heldOut };
  } catch (error) {
    if (isWanted) throw error;
    return undefined;
  }
}
