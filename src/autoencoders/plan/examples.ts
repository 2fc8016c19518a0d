import type { NdArray } from "../../core/ndarray.ts";
import { featureGroups } from "../../data/tables/schema/columns.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { expectExamples, type Family } from "../family.ts";
import type { AutoencoderOptions, Preparation } from "../options.ts";
import { learnStandards } from "../standardize.ts";
import type { Sizes } from "./about.ts";
import { type Choices, choicesFor, choicesForTable, type ExampleValues, hasNumbersOnly, valuesOf } from "./defaults.ts";
import { tableEpochs } from "./training.ts";

/** Options for training that are chosen from the examples. */
export interface ExamplesPlan extends Preparation {
  readonly values: ExampleValues;
  /** The chosen options, including the family's own. */
  readonly choices: Choices & Partial<Sizes>;
  /** The reasons, by the name of the option. */
  readonly reasons: Readonly<Record<string, string>>;
}

const WHAT: Readonly<Record<ExampleValues, string>> = {
  lecture: "are like the lecture's, so the lecture's settings are used",
  pixels: "are images",
  binary: "are zeros and ones, which are learned as probabilities",
  numbers: "are numbers, which the model scales by their means and standard deviations",
};

/**
 * Plans the training of a family on examples [n, …]. The kind, number, shape and redundancy of the examples determine scaling,
 * loss, optimizer and learning rate, sizes, batch size and epochs. Each option in `given` overrides the plan.
 * @throws DataError if a number isn't finite; ShapeError if the family doesn't take examples of this kind.
 */
export async function planExamples(
  examples: NdArray,
  family: Family,
  given: AutoencoderOptions,
  {
    runtime,
    count,
    values = given.table ? "numbers" : valuesOf(examples, family),
  }: {
    readonly runtime?: Runtime | undefined;
    /** Total number of examples, if `examples` contains only some of them. */
    readonly count?: number;
    readonly values?: ExampleValues | undefined;
  } = {},
): Promise<ExamplesPlan> {
  const { table } = given;
  if (!given.encoder && !given.decoder) expectExamples(family, examples.shape.slice(1));
  const choices = table
    ? { ...choicesForTable(table, given), epochs: tableEpochs(count ?? examples.shape[0]!) }
    : choicesFor(values, family.defaults, given);
  const plain: ExamplesPlan = { values, choices, reasons: table ? {} : { values: `the examples ${WHAT[values]}` } };
  const isSized = values !== "lecture";
  if (!family.plan || given.encoder || given.decoder || !(isSized || choices.start === "pca")) return plain;
  const by = family.scaledBy?.(examples.shape.slice(1)) ?? "element";
  const standards = choices.scaling === "standard" ? learnStandards(examples, by) : undefined;
  const { options, reasons, start } = await family.plan({
    examples,
    count,
    standards,
    tellsMissing: given.noise?.kind === "missing" || (table !== undefined && featureGroups(table).some(({ missing }) => missing)),
    hasCategories: table !== undefined && !hasNumbersOnly(table),
    startsAtPca: choices.start === "pca",
    asked: given,
    runtime,
  });
  const { learningRate: own, ...sizes } = options;
  const rate =
    given.optimizer === undefined && given.learningRate === undefined && own !== undefined ? { learningRate: own } : {};
  return {
    ...plain,
    ...(standards && { standards }),
    ...(isSized && { choices: { ...sizes, ...choices, ...rate }, reasons: { ...plain.reasons, ...reasons } }),
    ...(choices.start !== "random" && start && { start }),
  };
}
