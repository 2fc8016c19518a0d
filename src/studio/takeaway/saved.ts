import type { SavedWith } from "../../autoencoders/index.ts";
import { argument, shellLine } from "../../recipes/command-line.ts";
import type { TrainingState } from "../../training/index.ts";
import { commandLineSets } from "../settings/command.ts";
import { dataName, type ExampleKind, recipeOf } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";

/** Whether the command line uses other examples than the page for the same dataset name. */
const isOtherThere = ({ data, count }: Settings): boolean => {
  const set = commandLineSets[data];
  return set !== undefined && set.count !== count;
};

/**
 * Returns the options to store in `config.json`, which are the same as those of `codings train`, so that it can resume the run.
 * @param file name of a dropped file.
 */
export const savedOptions = (settings: Settings, kind: ExampleKind, file: string): NonNullable<SavedWith["options"]> => ({
  ...recipeOf(settings, kind, file),
  count: settings.count,
});

/** Returns the training state to save. If the command line trains on other examples, the present epoch starts again. */
export const stateFor = (settings: Settings, state: TrainingState): TrainingState =>
  isOtherThere(settings) ? { ...state, batch: 0, sums: state.sums.map(() => 0) } : state;

/** The seed with which the page chooses the held-out rows of a table and pictures of a folder. */
const HELD_OUT_SEED = 42;

/**
 * Returns the command that resumes the training of a model that was unpacked into `folder`, and a note on its data.
 * @param isDone whether all epochs are done, so that the command needs more epochs.
 * @param isDrawn whether the held-out examples are chosen at random, as for tables and folders of pictures.
 */
export function goingOn(
  settings: Settings,
  { file, folder, isDone, isDrawn }: { file: string; folder: string; isDone: boolean; isDrawn: boolean },
): { readonly command: string; readonly note: string } {
  const { data, count, epochs, seed } = settings;
  const name = dataName(data, file);
  const number = (of: number) => of.toLocaleString("en-US");
  const set = commandLineSets[data];
  return {
    command: shellLine([
      ...["codings", "train", argument(name), "--out", folder, "--resume"],
      ...(isDone ? ["--epochs", String(2 * epochs)] : []),
    ]),
    note: !set
      ? `The command reads the file ${name} from the present folder and holds out ${isDrawn && seed !== HELD_OUT_SEED ? "other examples, because the seed differs" : "the same examples"}.`
      : isOtherThere(settings)
        ? `The command trains on all ${number(set.count)} examples of the dataset; this page used ${number(count)}. An interrupted epoch starts again.`
        : "The command trains on the same examples.",
  };
}
