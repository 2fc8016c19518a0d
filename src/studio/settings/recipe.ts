import { type Autoencoder, type ExampleValues, families, parseNoise } from "../../autoencoders/index.ts";
import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";
import { autoencoderOf as autoencoderOfRecipe, type Recipe, recipeFor } from "../../recipes/plan.ts";
import type { RecipeOptions } from "../../recipes/schema.ts";
import { modelOf } from "./layers.ts";
import type { Settings } from "./settings.ts";

/** What a network is made for: one example's shape, what it is made of, and, of a table, its columns. */
export interface ExampleKind {
  readonly shape: readonly number[];
  /** The lecture's images by default. */
  readonly values?: ExampleValues;
  readonly table?: TablePreprocessing;
}

/** What the library and the command line call the data. */
export const dataName = (data: string, file: string): string => (data === "file" ? file : data.replace(/^machine:/, ""));

/**
 * The training plan of some settings.
 * @param file what a dropped file is called.
 * @throws OptionError where a text isn't of its form.
 */
export function recipeOf(settings: Settings, { values = "lecture", table }: ExampleKind, file = "data.csv"): Recipe {
  const { data, noise, sparsity, fineTune, loss, layers: _, count: __, ...rest } = settings;
  const options: RecipeOptions = {
    ...rest,
    ...(noise && { noise: parseNoise(noise) }),
    ...(settings.family === "sparse" && sparsity && { sparsity: families.sparse.options.sparsity.parse(sparsity) }),
    ...(settings.family === "greedy" && fineTune && { fineTune }),
    // Layers that were edited keep the weights that are drawn.
    ...(settings.layers && !table && values !== "lecture" && { start: "random" as const }),
    ...(!table && loss && { loss: loss as Recipe["loss"] }),
  };
  // The page measures the loss alone.
  return { ...recipeFor(dataName(data, file), options, { values, ...(table && { table }) }), metrics: [] };
}

/** The autoencoder of some settings, its layers made. @throws OptionError, ShapeError, LayerError where they don't fit together. */
export function autoencoderOf(settings: Settings, kind: ExampleKind): Autoencoder {
  const autoencoder = autoencoderOfRecipe(recipeOf(settings, kind));
  if (settings.layers) autoencoder.adopt(modelOf(settings.layers, kind.shape, settings.seed));
  else autoencoder.buildFor(kind.shape);
  return autoencoder;
}
