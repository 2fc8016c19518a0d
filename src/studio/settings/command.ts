import { families } from "../../autoencoders/index.ts";
import { count } from "../../core/words.ts";
import { commandFor } from "../../recipes/command-line.ts";
import { type ExampleKind, recipeOf } from "./recipe.ts";
import type { Settings } from "./settings.ts";

/** How many examples the command line takes of a set, and the seed that it has there. */
export const commandLineSets: Readonly<Record<string, { readonly count: number; readonly seed: number }>> = {
  mnist: { count: 60_000, seed: 42 },
  garments: { count: 12_000, seed: 42 },
  "points-3d": { count: 60, seed: 4 },
};

/**
 * `codings train …` for some settings, where there is such a line, and what in it differs from the run on the page.
 * @param file what a dropped file is called.
 */
export function commandOf(
  settings: Settings,
  kind: ExampleKind,
  file = "data.csv",
): { readonly command?: string; readonly notes: readonly string[] } {
  const { family, hidden, layers, data, validation } = settings;
  if (layers) return { notes: ["The command line trains the systems as they are: for edited layers take the code above."] };
  if (hidden.length === 0 && families[family]!.defaults.hidden.length > 0)
    return { notes: ["The command line gives every system hidden layers: for one without take the code above."] };
  const set = commandLineSets[data];
  // Of a set of known size the number held out, else the share in four digits.
  const held = set ? Math.round(set.count * validation) : Number(validation.toPrecision(4));
  const { values = "lecture", table } = kind;
  const about = { values, ...(table && { table }), ...(set && { seed: set.seed }) };
  return {
    command: commandFor({ ...recipeOf(settings, kind, file), validation: held }, { about }),
    notes:
      set && set.count !== settings.count
        ? [`It takes the set's ${count(set.count)} examples; the page takes ${count(settings.count)}.`]
        : [],
  };
}
