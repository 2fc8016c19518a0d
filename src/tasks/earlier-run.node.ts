import { join } from "node:path";
import type { Family } from "../autoencoders/index.ts";
import { PATIENCE } from "../autoencoders/plan/training.ts";
import type { CustomObjects } from "../core/custom-objects.ts";
import { OptionError, UsageError } from "../core/errors.ts";
import { exists } from "../core/files.node.ts";
import { type Message, message, option } from "../core/message.ts";
import { lacksFolders, savedOptions } from "../core/saved-name.ts";
import { isSavedData } from "../data/fingerprint.node.ts";
import { expectSequential } from "../models/files.ts";
import { loadModelFolder } from "../models/folder.node.ts";
import type { Sequential } from "../models/sequential.ts";
import { windowsIn } from "../recipes/columns.ts";
import { autoencoderOf, type Recipe } from "../recipes/plan.ts";
import { recipeIn } from "../recipes/saved.ts";
import { type RecipeOptions, recipeOption, recipeOptionsIn } from "../recipes/schema.ts";
import { stoppingIn } from "../training/callbacks/early-stopping.ts";
import type { TrainingState } from "../training/index.ts";

/** A run that stopped, and can go on. */
export interface EarlierRun {
  readonly recipe: Recipe;
  readonly model: Sequential;
  readonly state: TrainingState;
  /** Whether the saved run stopped early by a patience. */
  readonly hadPatience: boolean;
}

/** Whether a folder holds a model. */
export const hasModel = (folder: string): Promise<boolean> => exists(join(folder, "config.json"));

/** Options that may differ from the saved run's. */
const MAY_DIFFER: ReadonlySet<string> = new Set(["epochs", "patience"]);

/** The earlier run in a model folder, to go on with. @param own a family of one's own, which the options name. @throws OptionError where an option that is given differs from the saved one. */
export async function earlierRun(
  folder: string,
  data: string,
  options: RecipeOptions & { readonly customObjects?: CustomObjects | undefined },
  own?: Family,
): Promise<EarlierRun> {
  const { customObjects = {} } = options;
  if (!(await hasModel(folder)))
    throw new UsageError(
      message`${option("resume")}: ${folder} isn't a model folder. Give the one to go on from with ${option("output")}, or train without ${option("resume")}.`,
    );
  const { config, model, state } = expectSequential(await loadModelFolder(folder, { customObjects }), folder);
  if (!state) throw new OptionError(message`${folder} has no checkpoint to go on from. Train without ${option("resume")}.`);
  const recipe = recipeIn(config.options) as Recipe;
  await expectSameData(data, recipe);
  const saved = savedOptions({ ...recipe }) as RecipeOptions;
  const windows = windowsIn(options);
  if (windows && JSON.stringify(windows) !== JSON.stringify(recipe.table?.windows))
    throw new UsageError(
      message`${option("resume")} goes on with the windows that the model has. Leave ${option("window")} and what belongs to it out.`,
    );
  const given = withoutColumns(recipeOptionsIn(options, own));
  for (const [name, value] of Object.entries(savedOptions(given)))
    if (!MAY_DIFFER.has(name) && JSON.stringify(saved[name as "hidden"]) !== JSON.stringify(value))
      throw new OptionError(differs(name, saved[name as "hidden"], value));
  const now = {
    ...recipe,
    ...(recipe.table && recipe.patience === undefined && { patience: PATIENCE }),
    ...(given as Partial<Recipe>),
    data,
  };
  if (now.query !== undefined && lacksFolders(now.query))
    throw new OptionError(
      message`${folder} doesn't save the folders of the files in its query. Give it again: ${option("query", now.query)}.`,
    );
  if (now.labels !== undefined && !(await exists(now.labels)))
    throw new OptionError(
      message`The labels' file ${now.labels} isn't there, and ${folder} saves only its name. Give it: ${option("labels", "FILE")}.`,
    );
  return { recipe: now, model, state, hadPatience: recipe.patience !== undefined };
}

/** The options without those about a table's columns, which the saved preprocessing stands for. */
const withoutColumns = (options: RecipeOptions): RecipeOptions =>
  Object.fromEntries(
    Object.entries(options).filter(
      ([name]) => name === "query" || !["tables", "windows"].includes(recipeOption(name)?.only ?? ""),
    ),
  );

/** @throws OptionError where the saved run learned from other data. */
async function expectSameData(data: string, recipe: Recipe): Promise<void> {
  if (await isSavedData(data, recipe)) return;
  throw new OptionError(
    savedOptions({ data }).data === recipe.data
      ? message`${option("resume")} goes on with the saved run, which learned from another ${recipe.data} than ${data}: the contents differ. Give that data, or train anew with another ${option("output")}.`
      : differs("data", recipe.data, data),
  );
}

/** The message about an option that differs from the saved run's. */
function differs(name: string, before: unknown, value: unknown): Message {
  const shown = (of: unknown) => (of === undefined ? "not set" : typeof of === "object" ? JSON.stringify(of) : String(of));
  return message`${option("resume")} goes on with the saved run, whose ${name} is ${shown(before)}, not ${shown(value)}. Leave the option out, or train anew with another ${option("output")}.`;
}

/** Whether an earlier run has nothing left to do: each phase has its epochs, or early stopping has ended it. */
export function isDone({ recipe, state }: EarlierRun, own?: Family): boolean {
  const { phase = 1, phases = [] } = state;
  const isOver = (part: TrainingState) => part.epoch >= recipe.epochs || hasRunOut(part, recipe.patience);
  return phase === autoencoderOf(recipe, own).phaseCount && [...phases, state].every(isOver);
}

const hasRunOut = (state: TrainingState, patience = Number.POSITIVE_INFINITY): boolean =>
  (stoppingIn(state)?.since ?? 0) >= patience;

/** Says why an earlier run that is done doesn't go on, and what to do. */
export function whyDone({ state, recipe: { epochs, patience } }: EarlierRun, folder: string): Message {
  const { since, best } = stoppingIn(state) ?? {};
  return state.epoch < epochs && hasRunOut(state, patience)
    ? message`${folder} stopped after ${state.epoch} epochs: no better validation loss for ${String(since)} epochs; the best was epoch ${String(best?.epoch)}. To go on, give a larger ${option("patience")}.`
    : message`${folder} has its ${state.epoch} epochs already. Give more with ${option("epochs")}.`;
}

/** Says from where an earlier run goes on. */
export function whereOn({ state, hadPatience, recipe: { epochs, patience } }: EarlierRun): string {
  const { phases = [], history } = state;
  const first = phases.find((part) => part.epoch < epochs && !hasRunOut(part, patience));
  const where = first
    ? `Going on with phase ${first.phase} after its ${first.epoch} epochs. The phases after it begin anew, because they learn from its codings.`
    : `Going on after ${history.length} epochs.`;
  const isOld = hadPatience && patience !== undefined && history.length > 0 && !stoppingIn(state);
  return isOld
    ? `${where}\nThe checkpoint is from an earlier version of codings, which didn't keep the best weights and the epochs waited: early stopping begins anew.`
    : where;
}
