import { type Autoencoder, type ExampleValues, families, parseNoise } from "../../autoencoders/index.ts";
import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";
import { autoencoderOf as autoencoderOfRecipe, type Recipe, recipeFor } from "../../recipes/plan.ts";
import type { RecipeOptions } from "../../recipes/schema.ts";
import { modelOf } from "./layers.ts";
import type { Settings } from "./settings.ts";

/** The examples that a network is made for: their shape, the kind of their values, and the columns of a table. */
export interface ExampleKind {
  readonly shape: readonly number[];
  /** "lecture" by default: images as in the lecture. */
  readonly values?: ExampleValues;
  readonly table?: TablePreprocessing;
}

/** Returns the name of the data in the library and on the command line. */
export const dataName = (data: string, file: string): string => (data === "file" ? file : data.replace(/^machine:/, ""));

/**
 * Returns the training plan of some settings.
 * @param file name of a dropped file.
 * @throws OptionError if the text of a setting is invalid.
 */
export function recipeOf(settings: Settings, { values = "lecture", table }: ExampleKind, file = "data.csv"): Recipe {
  const { data, noise, sparsity, fineTune, loss, layers: _, count: __, ...rest } = settings;
  const options: RecipeOptions = {
    ...rest,
    ...(noise && { noise: parseNoise(noise) }),
    ...(settings.family === "sparse" && sparsity && { sparsity: families.sparse.options.sparsity.parse(sparsity) }),
    ...(settings.family === "greedy" && fineTune && { fineTune }),
    // Edited layers start from random weights.
    ...(settings.layers && !table && values !== "lecture" && { start: "random" as const }),
    ...(!table && loss && { loss: loss as Recipe["loss"] }),
  };
  // The page shows no metrics except the loss.
  return { ...recipeFor(dataName(data, file), options, { values, ...(table && { table }) }), metrics: [] };
}

/** Builds the autoencoder of some settings. @throws OptionError, ShapeError, LayerError if the settings don't fit together. */
export function autoencoderOf(settings: Settings, kind: ExampleKind): Autoencoder {
  const autoencoder = autoencoderOfRecipe(recipeOf(settings, kind));
  if (settings.layers) autoencoder.adopt(modelOf(settings.layers, kind.shape, settings.seed));
  else autoencoder.buildFor(kind.shape);
  return autoencoder;
}
