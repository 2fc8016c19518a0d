import { splitPlace } from "../core/hold-out.ts";
import { expectArray, type NdArray, sliceRows } from "../core/ndarray.ts";
import type { FamilyTrainer } from "./family.ts";
import type { AutoencoderFitOptions } from "./options.ts";

/** Trains encoder and decoder together, as all families do that don't say otherwise. */
export const together: FamilyTrainer = {
  fit: ({ network, examples, options: { validation, ...options } }) =>
    network.model.fit(examples, examples, { ...options, ...(validation && { validationData: [validation, validation] }) }),
};

/** The examples that `fit` learns from, and those that it holds out, where it does: `validation`, or the last ones. */
export function partsOf(
  examples: NdArray,
  { validation, validationSplit }: Pick<AutoencoderFitOptions, "validation" | "validationSplit">,
): { readonly learning: NdArray; readonly held?: NdArray } {
  expectArray("examples", examples);
  if (validation !== undefined) expectArray("examples held out (validation)", validation);
  if (validation || validationSplit === undefined) return { learning: examples, ...(validation && { held: validation }) };
  const learned = splitPlace(examples.shape[0]!, validationSplit);
  return { held: sliceRows(examples, learned), learning: sliceRows(examples, 0, learned) };
}
