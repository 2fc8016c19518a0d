import type { SavedWith } from "../../autoencoders/index.ts";
import { argument, shellLine } from "../../recipes/command-line.ts";
import type { TrainingState } from "../../training/index.ts";
import { commandLineSets } from "../settings/command.ts";
import { dataName, type ExampleKind, recipeOf } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";

/** Whether the command line finds other examples under the data's name than the page has taken. */
const isOtherThere = ({ data, count }: Settings): boolean => {
  const set = commandLineSets[data];
  return set !== undefined && set.count !== count;
};

/**
 * What `config.json` keeps of a run of the page: the same as of one of `codings train`, which therefore can go on with it.
 * @param file what a dropped file is called.
 */
export const savedOptions = (settings: Settings, kind: ExampleKind, file: string): NonNullable<SavedWith["options"]> => ({
  ...recipeOf(settings, kind, file),
  count: settings.count,
});

/** What it takes to go on; where other examples are learned from there, the epoch under way begins again. */
export const stateFor = (settings: Settings, state: TrainingState): TrainingState =>
  isOtherThere(settings) ? { ...state, batch: 0, sums: state.sums.map(() => 0) } : state;

/** The page's own, by which rows of a table and pictures of a folder are drawn that are held out. */
const DRAWN_BY = 42;

/**
 * How the command line goes on with a model that was unpacked into `folder`.
 * @param isDone whether all epochs are; there must be more, then.
 * @param isDrawn whether the examples that are held out are drawn: of tables and folders of pictures.
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
      ? `It goes on with ${name}, which it looks for under this name, and holds ${isDrawn && seed !== DRAWN_BY ? "other examples out, drawn by the seed" : "the same examples out"}.`
      : isOtherThere(settings)
        ? `It goes on with the set's ${number(set.count)} examples; the page took ${number(count)}. An epoch under way begins again.`
        : "It goes on with the same examples.",
  };
}
