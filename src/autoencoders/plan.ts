import type { NdArray } from "../core/ndarray.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Choices, choicesFor, type ExampleValues, valuesOf } from "./defaults.ts";
import type { Family } from "./family.ts";
import type { AutoencoderOptions } from "./options.ts";
import { type Principal, principalOf } from "./principal.ts";
import type { Sizes } from "./sizes.ts";
import { learnStandards } from "./standardize.ts";

/** What the examples decide of a training, where nothing else was asked for. */
export interface ExamplesPlan {
  readonly values: ExampleValues;
  /** Those of the family's own options among them. */
  readonly choices: Choices & Partial<Sizes>;
  /** What the sizes follow from, where they follow from the examples. */
  readonly principal?: Principal;
  /** Why, by the option's name. */
  readonly reasons: Readonly<Record<string, string>>;
}

const WHAT: Readonly<Record<ExampleValues, string>> = {
  lecture: "are like the lecture's, whose settings they get",
  pixels: "are pictures",
  binary: "are zeros and ones, which are learned as probabilities",
  numbers: "are numbers, which the model scales by their means and deviations",
};

/**
 * Plans the training of a family on examples [n, …]: the kind of their values, their number, shape and redundancy decide scaling, loss, optimizer and rate, sizes,
 * batches and epochs. Options in `given` win, one by one.
 * @throws DataError where a number isn't finite.
 */
export async function planExamples(
  examples: NdArray,
  family: Family,
  given: AutoencoderOptions,
  runtime?: Runtime,
): Promise<ExamplesPlan> {
  const values = valuesOf(examples, family);
  const choices = choicesFor(values, family.defaults, given);
  const reasons = { values: `the examples ${WHAT[values]}` };
  const shape = examples.shape.slice(1);
  if (values === "lecture" || !family.sizes || given.table || given.encoder || given.decoder) return { values, choices, reasons };
  const principal = await principalFor(examples, family, choices, runtime);
  const { codings } = given;
  const found = family.sizes({ shape, count: examples.shape[0]!, principal, ...(codings !== undefined && { codings }) });
  return {
    values,
    principal,
    choices: { ...choices, ...found.sizes, ...family.choices?.(principal, found.sizes.codings) },
    reasons: { ...reasons, ...found.reasons },
  };
}

/** The principal directions of examples as the network sees them, scaled. */
export async function principalFor(
  examples: NdArray,
  family: Family,
  { scaling = "none" }: Pick<Choices, "scaling">,
  runtime?: Runtime,
): Promise<Principal> {
  const by = family.scaledBy?.(examples.shape.slice(1)) ?? "element";
  return principalOf(examples, runtime, scaling === "standard" ? learnStandards(examples, by) : undefined);
}
