import type { Family } from "../autoencoders/index.ts";
import { PATIENCE } from "../autoencoders/plan/training.ts";
import type { CustomObjects } from "../core/custom-objects.ts";
import { OptionError, UsageError } from "../core/errors.ts";
import { exists } from "../core/files.node.ts";
import { type Message, message, option } from "../core/message.ts";
import { lacksFolders, savedOptions } from "../core/saved-name.ts";
import { isSavedData } from "../data/fingerprint.node.ts";
import { expectSequential } from "../models/files.ts";
import { hasModel, loadModelFolder } from "../models/folder.node.ts";
import type { Sequential } from "../models/sequential.ts";
import { windowsIn } from "../recipes/columns.ts";
import { autoencoderOf, type Recipe } from "../recipes/plan.ts";
import { recipeIn } from "../recipes/saved.ts";
import { type RecipeOptions, recipeOption, recipeOptionsIn } from "../recipes/schema.ts";
import { stoppingIn } from "../training/callbacks/early-stopping.ts";
import type { TrainingState } from "../training/index.ts";

/** A run that stopped and can be continued. */
export interface EarlierRun {
  readonly recipe: Recipe;
  readonly model: Sequential;
  readonly state: TrainingState;
  /** Whether the saved run stopped early by a patience. */
  readonly hadPatience: boolean;
  /** Whether the saved run was killed before it scored the held-out examples. */
  readonly lacksScores: boolean;
}

/** Options that may differ from the saved run's. */
const MAY_DIFFER: ReadonlySet<string> = new Set(["epochs", "patience"]);

/**
 * Reads the run in a model folder, to continue it.
 * @param own - user-defined family that the options name.
 * @throws OptionError if a given option differs from the saved one.
 */
export async function earlierRun(
  folder: string,
  data: string,
  options: RecipeOptions & { readonly customObjects?: CustomObjects | undefined },
  own?: Family,
): Promise<EarlierRun> {
  const { customObjects = {} } = options;
  if (!(await hasModel(folder)))
    throw new UsageError(
      message`${option("resume")}: ${folder} isn't a model folder. Give the folder of the run to continue with ${option("output")}, or train without ${option("resume")}.`,
    );
  const { config, model, state } = expectSequential(await loadModelFolder(folder, { customObjects }), folder);
  if (!state) throw new OptionError(message`${folder} has no checkpoint to continue from. Train without ${option("resume")}.`);
  const recipe = recipeIn(config.options) as Recipe;
  await expectSameData(data, recipe);
  const saved = savedOptions({ ...recipe }) as RecipeOptions;
  const windows = windowsIn(options);
  const { values: _, ...before } = recipe.table?.windows ?? {};
  if (windows && JSON.stringify(windows) !== JSON.stringify(before))
    throw new UsageError(
      message`${option("resume")} continues with the windows of the model. Leave ${option("window")} and its options out.`,
    );
  const given = withoutReading(recipeOptionsIn(options, own));
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
      message`${folder} doesn't store the folders of the files in its query. Give it again: ${option("query", now.query)}.`,
    );
  if (now.labels !== undefined && !(await exists(now.labels)))
    throw new OptionError(
      message`The file of labels ${now.labels} can't be found, and ${folder} stores only its name. Give its path: ${option("labels", "FILE")}.`,
    );
  return { recipe: now, model, state, hadPatience: recipe.patience !== undefined, lacksScores: scoresAreMissing(config, state) };
}

/** Returns whether a run held examples out and was killed before it scored them, which it does after its last epoch. */
export const scoresAreMissing = ({ calibration }: { readonly calibration?: unknown }, { history }: TrainingState): boolean =>
  calibration === undefined && history.at(-1)?.valLoss !== undefined;

/** Removes the options about the columns of a table, because the saved preprocessing replaces them, and the memory for reading. */
const withoutReading = (options: RecipeOptions): RecipeOptions =>
  Object.fromEntries(
    Object.entries(options).filter(
      ([name]) => name === "query" || (name !== "maxMemory" && !["tables", "windows"].includes(recipeOption(name)?.only ?? "")),
    ),
  );

/** @throws OptionError if the saved run was trained on other data. */
async function expectSameData(data: string, recipe: Recipe): Promise<void> {
  if (await isSavedData(data, recipe)) return;
  throw new OptionError(
    savedOptions({ data }).data === recipe.data
      ? message`${option("resume")} continues the saved run, which was trained on another ${recipe.data} than ${data}: the contents differ. Give the same data, or start a new run with another ${option("output")}.`
      : differs("data", recipe.data, data),
  );
}

/** Returns the message for an option that differs from the saved run's. */
function differs(name: string, before: unknown, value: unknown): Message {
  const shown = (of: unknown) => (of === undefined ? "not set" : typeof of === "object" ? JSON.stringify(of) : String(of));
  return message`${option("resume")} continues the saved run, whose ${name} is ${shown(before)}, not ${shown(value)}. Leave the option out, or start a new run with another ${option("output")}.`;
}

/**
 * Returns whether an earlier run is complete: each phase has all its epochs or was ended by early stopping, and the held-out
 * examples have their scores.
 */
export function isDone(
  { recipe, state, lacksScores }: Pick<EarlierRun, "recipe" | "state" | "lacksScores">,
  own?: Family,
): boolean {
  const { phase = 1, phases = [] } = state;
  const isOver = (part: TrainingState) => part.epoch >= recipe.epochs || hasRunOut(part, recipe.patience);
  return !lacksScores && phase === autoencoderOf(recipe, own).phaseCount && [...phases, state].every(isOver);
}

const hasRunOut = (state: TrainingState, patience = Number.POSITIVE_INFINITY): boolean =>
  (stoppingIn(state)?.since ?? 0) >= patience;

/** Explains why a complete run isn't continued, and what to do. */
export function whyDone({ state, recipe: { epochs, patience } }: EarlierRun, folder: string): Message {
  const { since, best } = stoppingIn(state) ?? {};
  return state.epoch < epochs && hasRunOut(state, patience)
    ? message`${folder} stopped after ${state.epoch} epochs: no better validation loss for ${String(since)} epochs; the best was epoch ${String(best?.epoch)}. To continue, increase ${option("patience")}.`
    : message`${folder} has already been trained for ${state.epoch} epochs. To continue, increase ${option("epochs")}.`;
}

/** Describes where an earlier run continues. */
export function whereOn({ state, hadPatience, recipe: { epochs, patience } }: EarlierRun): string {
  const { phases = [], history } = state;
  const first = phases.find((part) => part.epoch < epochs && !hasRunOut(part, patience));
  const where = first
    ? `Continuing phase ${first.phase} after its ${first.epoch} epochs. Later phases start again, because they learn from its codings.`
    : `Continuing after ${history.length} epochs.`;
  const isOld = hadPatience && patience !== undefined && history.length > 0 && !stoppingIn(state);
  return isOld
    ? `${where}\nThe checkpoint is from an earlier version of codings, which didn't save the state of early stopping. Early stopping starts again.`
    : where;
}
