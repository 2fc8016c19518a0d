import { type FamilyName, families, showNoise } from "../../autoencoders/index.ts";
import type { ExamplesPlan } from "../../autoencoders/plan/examples.ts";
import { given } from "../../core/options.ts";
import { recipeFor } from "../../recipes/plan.ts";
import type { RecipeOptions } from "../../recipes/schema.ts";
import type { LayerChoices } from "./layers.ts";

/** The families that are offered for pictures, in the lecture's order. A model of another one can be opened. */
export const lectureFamilies = Object.values(families)
  .filter(({ examples }) => examples !== "sequences")
  .map(({ name }) => name as FamilyName);

/** All that makes a run what it is: the same settings give the same run, number by number. The page's address holds them. */
export interface Settings {
  /** A built-in set ("mnist", "garments", "points-3d"), "file" for what was dropped, or "machine:" and a name. */
  readonly data: string;
  /** How many examples are taken; those at hand where there are fewer. */
  readonly count: number;
  /** The share of them that is held out. */
  readonly validation: number;
  readonly family: FamilyName;
  readonly codings: number;
  readonly hidden: readonly number[];
  /** "" for the family's own. */
  readonly loss: string;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** "gaussian:0.2", or "" for none. */
  readonly noise: string;
  /** "kl:0.1" or "l1:0.001"; of the sparse one alone. */
  readonly sparsity: string;
  /** Of the greedy one: whether the whole is trained at the end. */
  readonly fineTune: boolean;
  /** What own data choose besides (`planned`); each as the family has it where it is left out. */
  readonly components?: number;
  readonly klWeight?: number;
  readonly pooling?: RecipeOptions["pooling"];
  readonly shortcut?: RecipeOptions["shortcut"];
  readonly seed: number;
  /** First weights of PCA; drawn, or as the data choose, where it is left out. */
  readonly start?: "pca";
  /** Layers that were edited, in place of the family's. */
  readonly layers?: LayerChoices;
}

/** The names of settings that own data choose, where they do. */
export const PLANNED = ["components", "klWeight", "pooling", "shortcut"] as const satisfies readonly (keyof Settings)[];

/** Settings that examples of one's own choose, as the command line and the library choose them. */
export function plannedSettings(choices: ExamplesPlan["choices"]): Partial<Settings> {
  const { codings, hidden, optimizer, learningRate, batchSize, epochs } = choices;
  const own = Object.fromEntries(PLANNED.map((name) => [name, (choices as Partial<Settings>)[name]]));
  return given({ codings, hidden, optimizer, learningRate, batchSize, epochs, ...own });
}

/** Images enough to see digits form within seconds. */
const COUNT = 2400;
/** All of MNIST, where the machine has it. */
const WHOLE = 60_000;
const BATCH = 32;
/** A page is watched: more epochs than the lecture's ten, of fewer images. */
const EPOCHS = 30;

/** Options by which a page's first run of a family differs from that of the command line. */
function pageOptions(family: FamilyName, data: string): RecipeOptions {
  const { batchSize, epochs } = families[family]!.defaults;
  const isPoints = data === "points-3d";
  const isLinear = family === "linear";
  // With so few images the lecture's plain descent doesn't get where these two show what they are for.
  const isSlow = family === "denoising" || family === "sparse";
  return {
    ...(isPoints && { codings: 2, loss: "mse" }),
    ...(isPoints && !isLinear && { hidden: [8], learningRate: 0.1 }),
    // The lecture's rate of the linear one is for three columns; of 784 pixels it is too high.
    ...(isLinear && !isPoints && { learningRate: 0.5 }),
    ...(isSlow && { optimizer: "adam", learningRate: 0.002 }),
    // Of so few images, larger batches would be too few steps.
    batchSize: Math.min(batchSize, BATCH),
    epochs: Math.max(epochs, EPOCHS),
    ...(!data.startsWith("machine:") && { validation: 1 / 6 }),
  };
}

/** What a family is set to where nothing is said. */
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
