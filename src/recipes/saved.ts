import type { Recipe } from "./plan.ts";

/** Option names that early versions saved and that links to the studio contain, with the names of today. */
const EARLIER: ReadonlyMap<string, string> = new Map([
  ["model", "family"],
  ["system", "family"],
  ["batch", "batchSize"],
]);

/**
 * Returns the recipe from the saved options of a model folder, also of an early version. A model that library code saved may lack
 * any of them.
 */
export const recipeIn = (saved: Readonly<Record<string, unknown>>): Partial<Recipe> =>
  Object.fromEntries(
    Object.entries(saved)
      .filter(([name]) => !EARLIER.has(name) || !Object.hasOwn(saved, EARLIER.get(name)!))
      .map(([name, value]) => [EARLIER.get(name) ?? name, value]),
  );
