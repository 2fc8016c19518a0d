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

/** Options whose outcome is in the table's preprocessing, and those of the search for codings. */
const UNSAVED = [
  "keys",
  "label",
  "exclude",
  "categories",
  "window",
  "step",
  "orderBy",
  "groupBy",
  "seeds",
  "minutes",
  "effort",
] as const;

/** Options that every plan has a value for. */
type Chosen = "family" | "hidden" | "epochs" | "batchSize" | "optimizer" | "loss" | "metrics" | "validation" | "seed";

/** The training plan: what makes a run what it is. It is saved with the model, and equal when the run is resumed. The options are those of `train`. */
export interface Recipe
  extends Required<Pick<RecipeOptions, Chosen>>,
    Omit<RecipeOptions, Chosen | "codings" | (typeof UNSAVED)[number]> {
  /** A dataset's name or a path. */
  readonly data: string;
  /** Tells the data from other data of the same name. Saved for data outside the working folder, whose path is saved without its folders. */
  readonly fingerprint?: string;
  readonly codings: number;
  /** For tables: how columns become features, as learned from the training rows. */
  readonly table?: TablePreprocessing;
}

/** What a plan has to know of the data. */
export interface AboutData {
  /** The kind of an array's numbers; the lecture's images by default. */
  readonly values?: ExampleValues;
  /** Number of the examples to learn from; many by default. */
  readonly count?: number;
  /** What the examples decide (`planExamples`). */
  readonly planned?: ExamplesPlan["choices"];
  readonly table?: TablePreprocessing;
  /** The dataset's own seed; 42 by default. */
  readonly seed?: number;
  /** A family of your own, which the option `family` names. */
  readonly own?: Family | undefined;
}

/**
 * Plans a training: the options given, and for those left out the family's defaults for pixels, for other numbers or for a table.
 * @example
 * recipeFor("mnist", { family: "denoising", codings: 20 }); // { data: "mnist", family: "denoising", codings: 20, hidden: [100], batchSize: 32, … }
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

/** The autoencoder of a recipe, not yet built. @param own the family of your own that it is of. @throws OptionError if its options don't go together. */
export function autoencoderOf(recipe: Omit<Recipe, "data" | "epochs" | "validation">, own?: Family): Autoencoder {
  const family = own ?? families[recipe.family]!;
  return new Autoencoder({ ...familyOptionsIn(family, { ...recipe }), family });
}

/** The defaults of a family's own options that a recipe has: all of a family of one's own, and of others those that aren't on or off. */
const ownDefaults = (family: Family, isOwn: boolean): Partial<Recipe> =>
  Object.fromEntries(
    ownOptions(family).flatMap(([name, { form, default: usual }]) => {
      const isKept = usual !== undefined && (isOwn || (form && recipeOption(name)));
      return isKept ? [[name, usual]] : [];
    }),
  );
