import { type NdArray, sizeOf } from "../../core/ndarray.ts";
import { featureGroups, type TablePreprocessing } from "../../data/tables/schema/columns.ts";
import { type LossName, takesAnyNumbers } from "../../training/losses/choice.ts";
import type { Family } from "../family.ts";
import type { AutoencoderLoss, AutoencoderOptions, FamilyDefaults, Scaling, Start } from "../options.ts";

/** Defaults for arrays of numbers. They replace the families' defaults, which are the lecture's for its images. */
export const NUMBER_DEFAULTS = { loss: "mse", optimizer: "adam", learningRate: 0.002, scaling: "standard" } as const;

/** Defaults for tables. */
export const TABLE_DEFAULTS = { loss: "mixed", optimizer: "adam", learningRate: 0.002 } as const;

/** Defaults for images, whose pixels are already from 0 to 1. */
export const PIXEL_DEFAULTS = { loss: "mse", optimizer: "adam", learningRate: 0.001 } as const;

/** Defaults for zeros and ones, which are learned as probabilities. */
export const BINARY_DEFAULTS = { loss: "binaryCrossentropy", optimizer: "adam", learningRate: 0.002 } as const;

/**
 * The kind of an array's numbers, which determines the defaults. The lecture's images (and its points) get the families' own
 * defaults. `pixels` are other images, `binary` are zeros and ones, and `numbers` are all others.
 */
export type ExampleValues = "lecture" | "pixels" | "binary" | "numbers";

const OF_KIND = { pixels: PIXEL_DEFAULTS, binary: BINARY_DEFAULTS, numbers: NUMBER_DEFAULTS };

/** Size of the lecture's images, MNIST and Fashion-MNIST: 28 x 28 pixels. At least a quarter of them is empty background. */
const LECTURE_SIZE = 28 * 28;
const LEAST_EMPTY = 0.25;

/**
 * Returns the kind of examples [n, …] for a family. Pixels are uint8 of any shape. Float32 numbers from 0 to 1 are pixels too if
 * an example is an image: [height, width] or [height, width, channels], but not a sequence [time, features].
 */
export function valuesOf(examples: NdArray, family: Pick<Family, "examples" | "suitsDefaults" | "defaults">): ExampleValues {
  const { dtype, shape } = examples;
  const data = examples.data as Float32Array | Uint8Array;
  if (family.suitsDefaults?.(examples)) return "lecture";
  const size = sizeOf(shape.slice(1));
  const isImage = shape.length >= 3 && family.examples !== "sequences";
  const arePixels = dtype === "uint8" || ((isImage || size === LECTURE_SIZE) && data.every((x) => x >= 0 && x <= 1));
  if (arePixels && size === LECTURE_SIZE && shareOfZeros(data) >= LEAST_EMPTY) return "lecture";
  const givesProbabilities = family.defaults.loss === BINARY_DEFAULTS.loss;
  if (givesProbabilities && dtype !== "uint8" && data.every((x) => x === 0 || x === 1)) return "binary";
  return arePixels && (dtype === "uint8" || isImage) ? "pixels" : "numbers";
}

function shareOfZeros(data: Float32Array | Uint8Array): number {
  let zeros = 0;
  for (let i = 0; i < data.length; i++) if (data[i] === 0) zeros++;
  return zeros / data.length;
}

/** The options that are determined by the kind of the examples. */
export interface Choices extends Pick<FamilyDefaults, "optimizer"> {
  readonly loss: AutoencoderLoss;
  readonly learningRate?: number;
  readonly scaling?: Scaling;
  readonly start?: Start;
}

/** Returns whether all columns of a table are numbers. Their loss is then the squared error. */
export const hasNumbersOnly = (table: TablePreprocessing): boolean => featureGroups(table).every(({ kind }) => kind === "number");

/**
 * Returns the same as `choicesFor`, for a table's rows or windows. Principal directions can only be computed from values that
 * aren't missing.
 */
export function choicesForTable(
  table: TablePreprocessing,
  { optimizer, learningRate, start, noise }: Pick<AutoencoderOptions, "optimizer" | "learningRate" | "start" | "noise">,
): Choices {
  const startsAtPca = hasNumbersOnly(table) && optimizer === undefined && noise?.kind !== "missing";
  const found = start ?? (startsAtPca ? "pca" : undefined);
  return {
    loss: TABLE_DEFAULTS.loss,
    optimizer: (optimizer ?? TABLE_DEFAULTS.optimizer) as string,
    ...(learningRate !== undefined ? { learningRate } : optimizer === undefined && { learningRate: TABLE_DEFAULTS.learningRate }),
    ...(found !== undefined && { start: found }),
  };
}

/**
 * Chooses the loss, optimizer, learning rate, scaling and initial weights for examples of a kind. Each option in `given`
 * overrides its default.
 */
export function choicesFor(
  values: ExampleValues,
  own: FamilyDefaults,
  given: Pick<AutoencoderOptions, "loss" | "optimizer" | "learningRate" | "scaling" | "start">,
): Choices {
  const ofKind = values === "lecture" ? undefined : OF_KIND[values];
  const choosesOptimizer = given.optimizer !== undefined;
  const loss = given.loss ?? (given.scaling === "standard" ? NUMBER_DEFAULTS.loss : (ofKind ?? own).loss);
  const { optimizer, learningRate } = ofKind && !choosesOptimizer ? ofKind : own;
  // Users who choose both loss and optimizer have scaled their numbers, or want them unscaled. Cross-entropies can't take scaled
  // numbers.
  const takesAsIs = given.loss !== undefined && (choosesOptimizer || !takesAnyNumbers(given.loss as LossName));
  const scaling = given.scaling ?? (values === "numbers" && !takesAsIs ? NUMBER_DEFAULTS.scaling : undefined);
  // The principal directions are the best linear ones only for the squared error, and plain gradient descent would need another
  // learning rate from there.
  const chosen = given.optimizer ?? optimizer;
  const isPlain = (typeof chosen === "string" ? chosen : chosen.kind) === "sgd";
  const start = given.start ?? (ofKind && loss === "mse" && !isPlain ? "pca" : undefined);
  return {
    loss,
    optimizer: chosen as string,
    ...(given.learningRate !== undefined
      ? { learningRate: given.learningRate }
      : given.optimizer === undefined && { learningRate }),
    ...(scaling !== undefined && { scaling }),
    ...(start !== undefined && { start }),
  };
}
