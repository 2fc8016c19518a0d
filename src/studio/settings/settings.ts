import { type FamilyName, families, showNoise } from "../../autoencoders/index.ts";
import type { ExamplesPlan } from "../../autoencoders/plan/examples.ts";
import { given } from "../../core/options.ts";
import { recipeFor } from "../../recipes/plan.ts";
import type { RecipeOptions } from "../../recipes/schema.ts";
import type { LayerChoices } from "./layers.ts";

/** The families that the page offers, in the order of the lecture. Models of other families can be opened. */
export const lectureFamilies = Object.values(families)
  .filter(({ examples }) => examples !== "sequences")
  .map(({ name }) => name as FamilyName);

/** The settings of a run. The same settings lead to exactly the same run. The address of the page contains them. */
export interface Settings {
  /** A built-in dataset ("mnist", "garments", "points-3d"), "file" for a dropped file, or "machine:" and a name. */
  readonly data: string;
  /** Number of examples to use; all if the dataset has fewer. */
  readonly count: number;
  /** Share of the examples that are held out, 0 to 1. */
  readonly validation: number;
  readonly family: FamilyName;
  readonly codings: number;
  readonly hidden: readonly number[];
  /** The name of the loss, or "" for the family's default. */
  readonly loss: string;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** The noise on the inputs, such as "gaussian:0.2", or "" for none. */
  readonly noise: string;
  /** The sparsity penalty, "kl:0.1" or "l1:0.001"; sparse autoencoders only. */
  readonly sparsity: string;
  /** Whether all layers are trained together at the end; greedy training only. */
  readonly fineTune: boolean;
  /** Options that a user's own data choose (see PLANNED). Those left out are the family's defaults. */
  readonly components?: number;
  readonly klWeight?: number;
  readonly pooling?: RecipeOptions["pooling"];
  readonly shortcut?: RecipeOptions["shortcut"];
  readonly seed: number;
  /** Starts training from the principal components. If left out, the weights are random, or the data choose. */
  readonly start?: "pca";
  /** Edited layers, instead of the family's. */
  readonly layers?: LayerChoices;
}

/** The names of the settings that a user's own data may choose. */
export const PLANNED = ["components", "klWeight", "pooling", "shortcut"] as const satisfies readonly (keyof Settings)[];

/** Returns the settings that a user's own examples choose, in the same way as the command line and the library. */
export function plannedSettings(choices: ExamplesPlan["choices"]): Partial<Settings> {
  const { codings, hidden, optimizer, learningRate, batchSize, epochs } = choices;
  const own = Object.fromEntries(PLANNED.map((name) => [name, (choices as Partial<Settings>)[name]]));
  return given({ codings, hidden, optimizer, learningRate, batchSize, epochs, ...own });
}

/** Number of images that lets users see digits form within seconds. */
const COUNT = 2400;
/** Number of training images of MNIST, for machines that have all of it. */
const WHOLE = 60_000;
const BATCH = 32;
/** The page uses fewer images than the lecture, so it needs more epochs than the lecture's ten. */
const EPOCHS = 30;

/** Returns the defaults of the page that differ from those of the command line. */
function pageOptions(family: FamilyName, data: string): RecipeOptions {
  const { batchSize, epochs } = families[family]!.defaults;
  const isPoints = data === "points-3d";
  const isLinear = family === "linear";
  // With this few images, the lecture's plain gradient descent is too slow for these two families.
  const isSlow = family === "denoising" || family === "sparse";
  return {
    ...(isPoints && { codings: 2, loss: "mse" }),
    ...(isPoints && !isLinear && { hidden: [8], learningRate: 0.1 }),
    // The lecture's learning rate of the linear family is for three columns; for 784 pixels it is too high.
    ...(isLinear && !isPoints && { learningRate: 0.5 }),
    ...(isSlow && { optimizer: "adam", learningRate: 0.002 }),
    // With this few images, larger batches would mean too few steps.
    batchSize: Math.min(batchSize, BATCH),
    epochs: Math.max(epochs, EPOCHS),
    ...(!data.startsWith("machine:") && { validation: 1 / 6 }),
  };
}

/** Returns the default settings of a family. */
export function defaultsOf(family: FamilyName, data = "mnist"): Settings {
  const options = pageOptions(family, data);
  const plan = recipeFor(data, { family, ...options });
  const { codings, hidden, optimizer, learningRate, batchSize, epochs, validation, noise, sparsity } = plan;
  return {
    data,
    count: data === "points-3d" ? 200 : data.startsWith("machine:") ? WHOLE : COUNT,
    validation,
    family,
    codings,
    hidden,
    loss: options.loss ?? "",
    optimizer,
    learningRate: learningRate!,
    batchSize,
    epochs,
    noise: noise ? showNoise(noise) : "",
    sparsity: sparsity ? families.sparse.options.sparsity.show(sparsity) : "",
    fineTune: false,
    seed: 42,
  };
}
