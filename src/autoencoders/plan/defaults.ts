import { type NdArray, sizeOf } from "../../core/ndarray.ts";
import { featureGroups, type TablePreprocessing } from "../../data/tables/schema/columns.ts";
import { type LossName, takesAnyNumbers } from "../../training/losses/choice.ts";
import type { Family } from "../family.ts";
import type { AutoencoderLoss, AutoencoderOptions, FamilyDefaults, Scaling, Start } from "../options.ts";

/** Defaults for arrays of numbers, in place of the families' defaults, which are the lecture's for its images. */
export const NUMBER_DEFAULTS = { loss: "mse", optimizer: "adam", learningRate: 0.002, scaling: "standard" } as const;

/** Defaults for tables. */
export const TABLE_DEFAULTS = { loss: "mixed", optimizer: "adam", learningRate: 0.002 } as const;

/** Defaults for pictures, whose pixels are from 0 to 1 already. */
export const PIXEL_DEFAULTS = { loss: "mse", optimizer: "adam", learningRate: 0.001 } as const;

/** Defaults for zeros and ones, which are learned as probabilities. */
export const BINARY_DEFAULTS = { loss: "binaryCrossentropy", optimizer: "adam", learningRate: 0.002 } as const;

/**
 * The kind of an array's numbers, which decides the defaults: the lecture's images (and its points) have the families' own, `pixels` are other pictures,
 * `binary` are zeros and ones, and `numbers` all others.
 */
export type ExampleValues = "lecture" | "pixels" | "binary" | "numbers";

const OF_KIND = { pixels: PIXEL_DEFAULTS, binary: BINARY_DEFAULTS, numbers: NUMBER_DEFAULTS };

/** The lecture's images, MNIST and Fashion-MNIST, have 28 x 28 pixels, of which a quarter and more are the empty background. */
const LECTURE_SIZE = 28 * 28;
const LEAST_EMPTY = 0.25;

/**
 * The kind of examples [n, …] for a family. Pixels are uint8 of any shape, and float32 from 0 to 1 if an example is an image: [height, width] or
 * [height, width, channels], but not a sequence [time, features].
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

/** What the kind of the examples decides. */
export interface Choices extends Pick<FamilyDefaults, "optimizer"> {
  readonly loss: AutoencoderLoss;
  readonly learningRate?: number;
  readonly scaling?: Scaling;
  readonly start?: Start;
}

/** Whether all columns of a table are numbers: their loss is the squared error then. */
export const hasNumbersOnly = (table: TablePreprocessing): boolean => featureGroups(table).every(({ kind }) => kind === "number");

/** As `choicesFor`, for a table's rows or windows. Principal directions are of values that are there. */
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

/** The loss, optimizer, rate, scaling and first weights for examples of a kind. Each option in `given` wins over its default. */
export function choicesFor(
  values: ExampleValues,
  own: FamilyDefaults,
  given: Pick<AutoencoderOptions, "loss" | "optimizer" | "learningRate" | "scaling" | "start">,
): Choices {
  const ofKind = values === "lecture" ? undefined : OF_KIND[values];
  const choosesOptimizer = given.optimizer !== undefined;
  const loss = given.loss ?? (given.scaling === "standard" ? NUMBER_DEFAULTS.loss : (ofKind ?? own).loss);
  const { optimizer, learningRate } = ofKind && !choosesOptimizer ? ofKind : own;
  // Users who choose both loss and optimizer have scaled their numbers, or want them as they are. Cross-entropies can't take scaled ones.
  const takesAsIs = given.loss !== undefined && (choosesOptimizer || !takesAnyNumbers(given.loss as LossName));
  const scaling = given.scaling ?? (values === "numbers" && !takesAsIs ? NUMBER_DEFAULTS.scaling : undefined);
  // The principal directions are the best linear ones for the squared error alone, and from there plain descent would need a rate of its own.
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
