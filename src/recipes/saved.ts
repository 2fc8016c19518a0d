import type { Recipe } from "./plan.ts";

/** Names that early versions saved, and links of the studio have, for options of today. */
const EARLIER: ReadonlyMap<string, string> = new Map([
  ["model", "family"],
  ["system", "family"],
  ["batch", "batchSize"],
]);

/** The recipe among a model folder's saved options, which may be of an early version. A model that was saved by library code may lack any of them. */
export const recipeIn = (saved: Readonly<Record<string, unknown>>): Partial<Recipe> =>
  Object.fromEntries(
    Object.entries(saved)
      .filter(([name]) => !EARLIER.has(name) || !Object.hasOwn(saved, EARLIER.get(name)!))
      .map(([name, value]) => [EARLIER.get(name) ?? name, value]),
  );
