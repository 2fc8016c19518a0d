import type { Autoencoder } from "../../autoencoders/autoencoder.ts";
import { DataError, OptionError } from "../../core/errors.ts";
import { exists } from "../../core/files.node.ts";
import { lacksFolders, savedName, savedQuery } from "../../core/saved-name.ts";
import { isSavedData } from "../../data/fingerprint.node.ts";
import { datasets } from "../../data/open.node.ts";
import { split } from "../../data/split.ts";
import { readCells } from "../../data/tables/duckdb/read-cells.node.ts";
import { isPattern, isRemote } from "../../data/tables/duckdb/source.node.ts";
import type { Recipe } from "../../recipes/plan.ts";
import type { ReportData } from "../../report/index.ts";
import { openFor } from "../../tasks/open.node.ts";
import { openToLearn } from "../../tasks/training-data.node.ts";
import type { Output } from "../command.ts";
import type { DataOptions } from "../open.ts";

/**
 * Opens DATA, or, where none is given, what a model was trained on.
 * @throws OptionError where the model doesn't say what that was; DataError where it isn't there any more.
 */
export async function openReportData(
  folder: string,
  autoencoder: Autoencoder,
  recipe: Partial<Recipe>,
  data: string | undefined,
  options: DataOptions,
  output: Output,
): Promise<ReportData> {
  const trained = recipe.data === undefined ? undefined : await asGiven(recipe as Recipe, data, options);
  if (data === undefined && !trained)
    throw new OptionError(`${folder} doesn't say what it was trained on. Give it as well: codings report ${folder} DATA`);
  const isTraining = trained !== undefined && isTrainingData(data, trained, options);
  const parts = trained && (await openTraining(folder, trained, isTraining, output));
  if (isTraining && parts) {
    const from = parts.learned.examples.shape[0]!;
    const { data: path, query } = trained;
    return { path, query, ...parts, from, name: "held out", isTraining, cells: cellsOf(path, query) };
  }
  const { part, query } = options;
  const dataset = await openFor(autoencoder, data!, { ...options, ...output.tell });
  const { learned, heldOut } = parts ?? {};
  const name = `of ${savedName(dataset.name)}${Object.hasOwn(datasets, data!) ? `, ${part} part` : ""}`;
  return { path: data!, query, dataset, learned, heldOut, from: 0, name, isTraining, cells: cellsOf(data!, query) };
}

/** The saved recipe with the paths that the user gives now, if they are those of the same data and query: the recipe may have only their names. */
async function asGiven(recipe: Recipe, data: string | undefined, { query }: DataOptions): Promise<Recipe> {
  const isSame = data !== undefined && (await isSavedData(data, recipe));
  const isSameQuery = query !== undefined && recipe.query !== undefined && savedQuery(query) === savedQuery(recipe.query);
  return { ...recipe, ...(isSame && { data }), ...(isSameQuery && { query }) };
}

const cellsOf =
  (path: string, query: string | undefined): ReportData["cells"] =>
  (columns, rows) =>
    readCells(path, columns, rows, query === undefined ? {} : { query });

/** Whether the rows held out in the training are meant: DATA left out, or the same again. */
function isTrainingData(data: string | undefined, trained: Recipe, { part, query }: DataOptions): boolean {
  const hasTest = Object.hasOwn(datasets, trained.data);
  return data === undefined || (data === trained.data && query === trained.query && (part === "train" || !hasTest));
}

/** The training data, in their two parts; nothing where they can't be opened and aren't asked for. */
async function openTraining(folder: string, recipe: Recipe, isWanted: boolean, output: Output) {
  const { data, query } = recipe;
  const isFile = !Object.hasOwn(datasets, data) && !isRemote(data) && !isPattern(data);
  if (isFile && !((await exists(data)) && (await isSavedData(data, recipe)))) {
    if (!isWanted) return undefined;
    throw new DataError(
      recipe.fingerprint === undefined
        ? `${data}, which ${folder} was trained on, isn't there any more. Give other data of the kind: codings report ${folder} DATA`
        : `${data}, which ${folder} was trained on, isn't in this folder. Give its path, or other data of the kind: codings report ${folder} DATA`,
    );
  }
  if (query !== undefined && lacksFolders(query)) {
    if (!isWanted) return undefined;
    throw new OptionError(`${folder} doesn't save the folders of the files in its query. Give it again: --query '${query}'.`);
  }
  try {
    const dataset = await openToLearn(recipe, output.tell);
    const { train: learned, validation: heldOut } = split(dataset, recipe.validation);
    return { dataset, learned, heldOut };
  } catch (error) {
    if (isWanted) throw error;
    return undefined;
  }
}
