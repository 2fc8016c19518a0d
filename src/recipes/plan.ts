import { ownOptions } from "../autoencoders/family.ts";
import {
  Autoencoder,
  type AutoencoderOptions,
  type ExampleValues,
  type Family,
  families,
  PRETRAINING,
} from "../autoencoders/index.ts";
import { choicesFor, choicesForTable } from "../autoencoders/plan/defaults.ts";
import type { ExamplesPlan } from "../autoencoders/plan/examples.ts";
import { endingFor, quickEpochs } from "../autoencoders/plan/training.ts";
import { familyOptionsIn } from "../autoencoders/settings.ts";
import { lookUp } from "../core/suggest.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { type RecipeOptions, recipeOption, recipeOptionsIn } from "./schema.ts";

/**
 * Options that aren't part of a recipe: the preprocessing of the table contains their result, or they are for the search for the
 * codings.
 */
const UNSAVED = [
  "maxMemory",
  "keys",
  "label",
  "exclude",
  "categories",
  "window",
  "step",
  "orderBy",
  "groupBy",
  "pivot",
  "seeds",
  "minutes",
  "effort",
] as const;

/** Options for which every plan has a value. */
type Chosen = "family" | "hidden" | "epochs" | "batchSize" | "optimizer" | "loss" | "metrics" | "validation" | "seed";

/** A training plan with the options of `train`. It is saved with the model, and a resumed run must have the same plan. */
export interface Recipe
  extends Required<Pick<RecipeOptions, Chosen>>,
    Omit<RecipeOptions, Chosen | "codings" | (typeof UNSAVED)[number]> {
  /** Name of a dataset, or a path. */
  readonly data: string;
  /**
   * Distinguishes the data from other data with the same name. It is saved for data outside the working folder, whose path is
   * saved without folders.
   */
  readonly fingerprint?: string;
  readonly codings: number;
  /** How columns become features, learned from the training rows (tables only). */
  readonly table?: TablePreprocessing;
}

/** Facts about the data that a plan depends on. */
export interface AboutData {
  /** Kind of numbers in an array; that of the lecture's images by default. */
  readonly values?: ExampleValues;
  /** Number of training examples; infinite by default. */
  readonly count?: number;
  /** Settings that the examples decide (`planExamples`). */
  readonly planned?: ExamplesPlan["choices"];
  readonly table?: TablePreprocessing;
  /** Seed of the dataset; 42 by default. */
  readonly seed?: number;
  /** The user's own family, if the option `family` names one. */
  readonly own?: Family | undefined;
}

/**
 * Plans a training. Options that aren't given get the defaults of the family, which depend on the data: the lecture's images,
 * other numbers, or a table.
 * @param data - name of a dataset, or a path. @param options - the options of `train`. @param about - facts about the data.
 * @throws OptionError if the family isn't known.
 * @example
 * recipeFor("mnist", { family: "denoising", codings: 20 });
 * // { data: "mnist", family: "denoising", codings: 20, hidden: [100], batchSize: 32, … }
 */
export function recipeFor(data: string, options: RecipeOptions = {}, about: AboutData = {}): Recipe {
  const { planned, table, own, count = Number.POSITIVE_INFINITY } = about;
  const { values = "lecture" } = options.recipe === "lecture" ? {} : about;
  const unsaved: readonly string[] = UNSAVED;
  const said = Object.fromEntries(Object.entries(recipeOptionsIn(options, own)).filter(([name]) => !unsaved.includes(name)));
  const { codings: asked, ...rest } = said as Omit<RecipeOptions, "codings"> & { codings?: number | "auto" };
  const forLabels = rest.pretrain && rest.family === undefined ? PRETRAINING : {};
  const { family = "stacked", ...wanted } = {
    ...(forLabels as Partial<Recipe>),
    ...(rest as Partial<Recipe>),
    ...(asked !== undefined && asked !== "auto" && { codings: asked }),
  };
  const described = own ?? lookUp<Family>("family", family, families);
  const usualOf = described.defaults;
  const choose = (options: AutoencoderOptions) =>
    table ? choicesForTable(table, options) : choicesFor(values, usualOf, options);
  const usual = choose({});
  const chosen = { ...choose(wanted as AutoencoderOptions), ...planned };
  const { learningRate: _, epochs, ...defaults } = { ...ownDefaults(described, own !== undefined), ...usualOf, ...chosen };
  const learningRate = wanted.optimizer === usual.optimizer ? usual.learningRate : chosen.learningRate;
  const start = described.plan && (wanted.start ?? defaults.start);
  const { batchSize = defaults.batchSize } = wanted;
  const isProbability = (wanted.loss ?? defaults.loss) === "binaryCrossentropy";
  return {
    ...defaults,
    ...(learningRate !== undefined && { learningRate }),
    metrics: table ? [] : isProbability ? ["roundedAccuracy"] : ["mae"],
    validation: table ? 0.1 : 1 / 12,
    epochs: options.effort === "quick" ? Math.min(epochs, quickEpochs(count, batchSize)) : epochs,
    ...((table || values !== "lecture") && endingFor({ table, start }, count, batchSize)),
    seed: about.seed ?? 42,
    ...wanted,
    ...(table && { table }),
    data,
    family,
  };
}

/**
 * Makes the autoencoder of a recipe, which isn't built yet.
 * @param own - the user's own family, if the recipe has one.
 * @throws OptionError if options can't be used together.
 * @example autoencoderOf(recipeFor("mnist", { codings: 20 }));
 */
export function autoencoderOf(recipe: Omit<Recipe, "data" | "epochs" | "validation">, own?: Family): Autoencoder {
  const family = own ?? families[recipe.family]!;
  return new Autoencoder({ ...familyOptionsIn(family, { ...recipe }), family });
}

/**
 * Returns the defaults of a family's own options that belong to a recipe: all for the user's own family, and for others those
 * with a text form.
 */
const ownDefaults = (family: Family, isOwn: boolean): Partial<Recipe> =>
  Object.fromEntries(
    ownOptions(family).flatMap(([name, { form, default: usual }]) => {
      const isKept = usual !== undefined && (isOwn || (form && recipeOption(name)));
      return isKept ? [[name, usual]] : [];
    }),
  );
