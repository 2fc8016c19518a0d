import type { NdArray } from "../../core/ndarray.ts";
import { featureGroups } from "../../data/tables/schema/columns.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Family } from "../family.ts";
import type { AutoencoderOptions, Preparation } from "../options.ts";
import { learnStandards } from "../standardize.ts";
import type { Sizes } from "./about.ts";
import { type Choices, choicesFor, choicesForTable, type ExampleValues, hasNumbersOnly, valuesOf } from "./defaults.ts";
import { tableEpochs } from "./training.ts";

/** What the examples decide of a training, where nothing else was asked for. */
export interface ExamplesPlan extends Preparation {
  readonly values: ExampleValues;
  /** Those of the family's own options among them. */
  readonly choices: Choices & Partial<Sizes>;
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
  {
    runtime,
    count,
    values = given.table ? "numbers" : valuesOf(examples, family),
  }: {
    readonly runtime?: Runtime | undefined;
    /** How many examples there are in all, if these are some of them. */
    readonly count?: number;
    readonly values?: ExampleValues | undefined;
  } = {},
): Promise<ExamplesPlan> {
  const { table } = given;
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
