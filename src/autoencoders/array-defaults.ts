import type { NdArray } from "../core/ndarray.ts";

import { type LossName, takesAnyNumbers } from "../training/losses/choice.ts";
import type { Family } from "./family.ts";
import type { AutoencoderOptions, FamilyDefaults, Scaling } from "./options.ts";

/** Defaults for arrays of numbers that aren't pixels, in place of the families' defaults, which are the lecture's for images. */
export const NUMBER_DEFAULTS = { loss: "mse", optimizer: "adam", learningRate: 0.002, scaling: "standard" } as const;

/** The kind of an array's examples, which decides their defaults: pixels (and the lecture's points) get the family's, all others `NUMBER_DEFAULTS`. */
export type ExampleValues = "pixels" | "numbers";

/**
 * The kind of examples [n, …] for a family. Pixels are uint8 of any shape, and float32 from 0 to 1 if an example is an image: [height, width] or
 * [height, width, channels], but not a sequence [time, features]. Other examples that suit the family's defaults count as pixels, too.
 */
export function valuesOf(examples: NdArray, family: Pick<Family, "examples" | "suitsDefaults">): ExampleValues {
  const { dtype, shape } = examples;
  if (dtype === "uint8" || family.suitsDefaults?.(examples)) return "pixels";
  const isImage = shape.length >= 3 && family.examples !== "sequences";
  return isImage && (examples.data as Float32Array).every((x) => x >= 0 && x <= 1) ? "pixels" : "numbers";
}

/** The loss, optimizer, rate and scaling for examples of a kind. Each option in `given` wins over its default. */
export function choicesFor(
  values: ExampleValues,
  own: FamilyDefaults,
  given: Pick<AutoencoderOptions, "loss" | "optimizer" | "learningRate" | "scaling">,
): Pick<FamilyDefaults, "loss" | "optimizer"> & { readonly learningRate?: number; readonly scaling?: Scaling } {
  // A learning rate without an optimizer is for the family's own optimizer.
  const choosesOptimizer = given.optimizer !== undefined || given.learningRate !== undefined;
  const isNumbers = values === "numbers";
  const loss = given.loss ?? (isNumbers || given.scaling === "standard" ? NUMBER_DEFAULTS.loss : own.loss);
  const { optimizer, learningRate } = isNumbers && !choosesOptimizer ? NUMBER_DEFAULTS : own;
  // Users who choose both loss and optimizer have scaled their numbers, or want them as they are. Cross-entropies can't take scaled ones.
  const takesAsIs = given.loss !== undefined && (choosesOptimizer || !takesAnyNumbers(given.loss as LossName));
  return {
    loss: loss as LossName,
    optimizer: (given.optimizer ?? optimizer) as string,
    ...(given.learningRate !== undefined
      ? { learningRate: given.learningRate }
      : given.optimizer === undefined && { learningRate }),
    ...(given.scaling !== undefined
      ? { scaling: given.scaling }
      : isNumbers && !takesAsIs && { scaling: NUMBER_DEFAULTS.scaling }),
  };
}
