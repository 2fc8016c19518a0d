import { type Family, families, type Preparation } from "../autoencoders/index.ts";
import { planExamples } from "../autoencoders/plan/examples.ts";
import { PATIENCE, TABLE_EPOCHS } from "../autoencoders/plan/training.ts";
import { familyOptionsIn } from "../autoencoders/settings.ts";
import { UsageError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import { count, listed } from "../core/words.ts";
import { checkRecipeOptions } from "../recipes/check.ts";
import { isOfSeries } from "../recipes/columns.ts";
import { expectForData, expectTogether } from "../recipes/conflicts.ts";
import { withNamedFamily } from "../recipes/own-family.ts";
import { type Recipe, recipeFor } from "../recipes/plan.ts";
import { DETECTOR, recipeOptionsIn } from "../recipes/schema.ts";
import { defaultRuntime } from "../runtime/default.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { datasetInMemory } from "./data-to-train-on.ts";
import type { MemoryData } from "./example-parts.ts";
import { type PlannedFor, reasonsFor } from "./plan-reasons.ts";
import { type NamedTrainOptions, TRAIN_OPTIONS, type TrainOptions } from "./train.ts";
import { type TrainingData, whole } from "./training-data.ts";

/** The options of a training, with the reasons for them. */
export interface TrainingPlan {
  /** Every option with its value: the same recipe gives the same run. */
  readonly recipe: Recipe;
  /**
   * Kind of the examples, which most defaults depend on: the lecture's images, pixels, binary, numbers, rows of a table or
   * windows of rows.
   */
  readonly values: PlannedFor;
  /** Reason for the value of each option, by the option's name: "given", or a few words. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** A plan with its details. */
export interface Planned extends TrainingPlan {
  /** Description of the examples; undefined for tables. */
  readonly kind?: string | undefined;
  /** Reasons for the options that were chosen by the data, by the option's name. */
  readonly chosen: Readonly<Record<string, string>>;
  /** Facts about the data that the training needs. */
  readonly prepared: Preparation;
}

/** Everything that a plan needs in addition to the data. */
export interface PlanContext {
  readonly options: NamedTrainOptions;
  /** User-defined family that the options name. */
  readonly own: Family | undefined;
  readonly runtime: Runtime;
  /** The dataset's own seed. */
  readonly seed?: number | undefined;
}

/** Maximum number of constant columns that a note lists. */
const MOST_COLUMNS = 5;

/**
 * Returns the options that `train` would choose for data in memory, and the reasons for them. Nothing is trained.
 * @param data - data in any form (`Data`); in Node also the name of a dataset, or the path of a file or folder.
 * @param options - options of `train`.
 * @returns every option of the training, the kind of the examples, and a reason for each option.
 * @throws UsageError if options contradict each other, for an anomaly detector and for `resume`; OptionError and DataError as
 * `train`.
 * @example
 * const { recipe, reasons } = await plan(examples, { family: "sparse" });
 * recipe.codings; // 7
 * reasons.codings; // "7 codings: 7 principal components keep 90 % of the variance of 40 numbers"
 */
export async function plan(data: MemoryData, options: TrainOptions = {}): Promise<TrainingPlan> {
  const { options: told, own } = optionsToPlan(options);
  if (isOfSeries(told))
    throw new UsageError(
      message`${option("window")} is only for Node. Give an array of windows [windows, steps, features] instead.`,
    );
  const dataset = await datasetInMemory(data, told);
  const isTable = dataset.table !== undefined;
  expectForData(told, dataset.name, isTable, own);
  const context = { options: told, own, runtime: told.runtime ?? (await defaultRuntime({ device: told.device })) };
  const validation = isTable ? (told.validation ?? 0.1) : recipeFor(dataset.name, told, { own }).validation;
  const planned = await (isTable ? planTable : planArray)(dataset.name, whole(dataset, validation), context);
  return withoutDetails(planned);
}

/** Removes the details of a plan. */
export const withoutDetails = ({ recipe, values, reasons }: Planned): TrainingPlan => ({ recipe, values, reasons });

/** Checks the options of a training to plan. @throws UsageError if there is no plan for them. */
export function optionsToPlan(told: TrainOptions) {
  const { options, own } = withNamedFamily<NamedTrainOptions>(told);
  checkRecipeOptions("plan", options, TRAIN_OPTIONS, own);
  expectTogether(options, own);
  if (options.family === DETECTOR)
    throw new UsageError(
      message`A detector (${option("family", DETECTOR)}) can't be planned, because it chooses its settings in training. Train it, which takes seconds.`,
    );
  if (options.resume)
    throw new UsageError(
      message`${option("resume")} continues with the settings in the config.json of the model folder. Leave ${option("resume")} out.`,
    );
  return { options, own };
}

/** Plans a training on the rows of a table, or on windows of them. */
export async function planTable(data: string, opened: TrainingData, { options, own, runtime }: PlanContext): Promise<Planned> {
  const table = opened.table!;
  const family = own ?? families[recipeFor(data, options, { table, own }).family]!;
  const given = { ...familyOptionsIn(family, askedOf(options)), table };
  const prepared = await planExamples(opened.train, family, given, { runtime, count: opened.count });
  const recipe = recipeFor(data, options, { table, own, planned: prepared.choices, count: opened.count });
  const chosen = { ...prepared.reasons, epochs: epochsChosen(recipe, opened.count) };
  const values = table.windows ? "windows" : "rows";
  return { recipe, values, chosen, prepared, reasons: reasonsFor(recipe, options, { values, chosen, ownSeed: false }) };
}

function epochsChosen({ epochs, table, patience = PATIENCE }: Recipe, rows: number): string {
  const what = table!.windows ? "windows" : "rows";
  const seen = epochs < TABLE_EPOCHS ? ` of ${count(rows)} ${what}` : "";
  const until = epochs > patience ? `, until ${patience} in a row haven't lowered the validation loss` : "";
  return `${epochs === 1 ? "1 epoch" : `at most ${epochs} epochs`}${seen}${until}`;
}

/** Plans a training on examples that aren't a table. */
export async function planArray(
  data: string,
  opened: TrainingData,
  { options, own, runtime, seed }: PlanContext,
): Promise<Planned> {
  const about = { seed, own };
  const usual = recipeFor(data, options, about);
  const family = own ?? families[usual.family]!;
  const prepared = await planExamples(opened.train, family, familyOptionsIn(family, askedOf(options)), {
    runtime,
    ...(options.recipe === "lecture" && { values: "lecture" }),
  });
  const { values, choices, reasons } = prepared;
  const recipe = recipeFor(data, options, { ...about, values, planned: choices, count: opened.count });
  const { values: found, ...chosen } = reasons;
  const same = values === "numbers" ? constantColumns(opened.train) : [];
  const kind =
    same.length === 0
      ? found
      : `${found} (column${same.length > 1 ? "s" : ""} ${listed(same.map(String))}, counted from 0, ${same.length > 1 ? "have" : "has"} the same number in every example, which reconstructions repeat)`;
  return {
    recipe,
    values,
    kind: options.recipe === "lecture" ? "the lecture's settings, as requested" : kind,
    chosen,
    prepared,
    reasons: reasonsFor(recipe, options, { values, chosen, ownSeed: seed !== undefined }),
  };
}

/** Returns the first columns of rows [n, columns] that have the same number in all rows. */
function constantColumns({ shape, data }: NdArray): readonly number[] {
  const [count, width] = shape as readonly [number, number];
  if (shape.length !== 2 || count < 2) return [];
  const isSame = (column: number) => {
    for (let i = column; i < data.length; i += width) if (data[i] !== data[column]) return false;
    return true;
  };
  const same = Array.from({ length: width }, (_, column) => column).filter(isSame);
  return same.length === width ? [] : same.slice(0, MOST_COLUMNS);
}

/** Returns the given options for a family. With `codings: "auto"`, the number of codings isn't given. */
const askedOf = ({ codings, ...options }: NamedTrainOptions) => ({
  ...recipeOptionsIn(options),
  ...(codings !== "auto" && codings !== undefined && { codings }),
});
