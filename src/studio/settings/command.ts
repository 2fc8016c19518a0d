import { families } from "../../autoencoders/index.ts";
import { count } from "../../core/words.ts";
import { commandFor } from "../../recipes/command-line.ts";
import { type ExampleKind, recipeOf } from "./recipe.ts";
import type { Settings } from "./settings.ts";

/** Number of examples that the command line uses of each built-in dataset, and its seed. */
export const commandLineSets: Readonly<Record<string, { readonly count: number; readonly seed: number }>> = {
  mnist: { count: 60_000, seed: 42 },
  garments: { count: 12_000, seed: 42 },
  "points-3d": { count: 60, seed: 4 },
};

/**
 * Returns the `codings train …` command for some settings, if there is one, and notes on how it differs from the run on the page.
 * @param file name of a dropped file.
 */
export function commandOf(
  settings: Settings,
  kind: ExampleKind,
  file = "data.csv",
): { readonly command?: string; readonly notes: readonly string[] } {
  const { family, hidden, layers, data, validation } = settings;
  if (layers) return { notes: ["The command line can't train edited layers. Use the TypeScript code above instead."] };
  if (hidden.length === 0 && families[family]!.defaults.hidden.length > 0)
    return { notes: ["The command line can't train this family without hidden layers. Use the TypeScript code above instead."] };
  const set = commandLineSets[data];
  // For a dataset of known size this is the number of held-out examples, otherwise their share with four digits.
  const held = set ? Math.round(set.count * validation) : Number(validation.toPrecision(4));
  const { values = "lecture", table } = kind;
  const about = { values, ...(table && { table }), ...(set && { seed: set.seed }) };
  return {
    command: commandFor({ ...recipeOf(settings, kind, file), validation: held }, { about }),
    notes:
      set && set.count !== settings.count
        ? [`The command trains on all ${count(set.count)} examples of the dataset; this page uses ${count(settings.count)}.`]
        : [],
  };
}
