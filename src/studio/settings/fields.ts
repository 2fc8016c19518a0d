import { type RecipeOptionName, recipeOption } from "../../recipes/schema.ts";

/** The label and the range of an option's field, as the options' schema has them. */
export function fieldOf(name: RecipeOptionName) {
  const { field, kind } = recipeOption(name)!;
  const { label = name, from = 0, to = Number.MAX_SAFE_INTEGER } = field ?? {};
  return { label, from, to, whole: kind.whole ?? false };
}
