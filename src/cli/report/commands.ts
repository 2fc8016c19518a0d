import { savedName, savedQuery } from "../../core/saved-name.ts";
import { datasets } from "../../data/open.node.ts";
import { argument, commandFor, shellLine } from "../../recipes/command-line.ts";
import type { Recipe } from "../../recipes/plan.ts";
import { recipeIn } from "../../recipes/saved.ts";

/** Returns the command line that trains a model again, in a list, or undefined for a model that a program has saved. */
export function trainCommand(saved: Readonly<Record<string, unknown>>, folder: string): readonly [string] | undefined {
  const recipe = recipeIn(saved);
  if (recipe.data === undefined) return undefined;
  return [commandFor(recipe as Recipe, { out: folder, about: { seed: datasets[recipe.data]?.seed } })];
}

/** Returns the command line that writes a report again. */
export function reportCommand(
  folder: string,
  data: string | undefined,
  { part, query, output }: { readonly part?: string; readonly query?: string; readonly output: string },
): string {
  const said = {
    "--part": data === undefined || part === "test" ? undefined : part,
    "--query": query && savedQuery(query),
    "--output": savedName(output),
  };
  const words = Object.entries(said).flatMap(([flag, value]) => (value ? [flag, value] : []));
  return shellLine([
    "codings",
    "report",
    ...[folder, ...(data === undefined ? [] : [data])].map(savedName).map(argument),
    ...words,
  ]);
}
