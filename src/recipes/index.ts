export { commandFor, optionsFor } from "./command-line.ts";
export { ConflictError } from "./conflicts.ts";
export { type AboutData, autoencoderOf, type Recipe, recipeFor } from "./plan.ts";
export type { RecipeOptions } from "./schema.ts";
