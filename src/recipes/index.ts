export { commandFor, optionsFor } from "./command-line.ts";
export { type AboutData, autoencoderOf, type Recipe, recipeFor } from "./plan.ts";
export type { RecipeOptions } from "./schema.ts";
