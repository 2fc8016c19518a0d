import { type Family, families, type Preparation } from "../autoencoders/index.ts";
import { planExamples } from "../autoencoders/plan/examples.ts";
import { PATIENCE, TABLE_EPOCHS } from "../autoencoders/plan/training.ts";
import { familyOptionsIn } from "../autoencoders/settings.ts";
import { UsageError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import { count, listed } from "../core/words.ts";
import { checkRecipeOptions } from "../recipes/check.ts";
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

/** What a training would do, and why. */
export interface TrainingPlan {
  /** Every option with its value: the same recipe gives the same run. */
  readonly recipe: Recipe;
  /** What the examples are, which decides most of it: like the lecture's, pixels, binary, numbers, rows of a table or windows of its rows. */
  readonly values: PlannedFor;
  /** Why each option has its value, by the option's name: "given", or a few words. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** A plan, with the options that were chosen by the data. */
export interface Planned extends TrainingPlan {
  /** A line on the kind of the examples; undefined of tables. */
  readonly kind?: string | undefined;
  /** What the data decided: a reason by the option's name. */
  readonly chosen: Readonly<Record<string, string>>;
  /** What was found out for the training. */
  readonly prepared: Preparation;
}

/** What a plan is made with, besides the data. */
export interface PlanContext {
  readonly options: NamedTrainOptions;
  /** A family of one's own, which the options name. */
  readonly own: Family | undefined;
  readonly runtime: Runtime;
  /** The dataset's own seed. */
  readonly seed?: number | undefined;
}

/** How many columns that never vary are told. */
const MOST_COLUMNS = 5;

/**
 * Plans a training without running it: what `train` would choose for data in memory, and why.
 * @param data in any form (`Data`); in Node also a dataset's name, a file or a folder.
 * @param options as those of `train`.
 * @returns every option of the training, the kind of the examples, and a reason for each option.
 * @throws UsageError where options don't go together, for a detector of anomalies and for `resume`; OptionError, DataError as `train`.
 * @example
 * const { recipe, reasons } = await plan(examples, { family: "sparse" });
 * recipe.codings; // 7
 * reasons.codings; // "7 codings: 7 principal components keep 90 % of the variance of 40 numbers"
 */
export async function plan(data: MemoryData, options: TrainOptions = {}): Promise<TrainingPlan> {
  const { options: told, own } = optionsToPlan(options);
  if (told.window !== undefined)
    throw new UsageError(
      message`${option("window")} cuts a table's rows in Node. Give examples that are windows already: [windows, steps, features].`,
    );
  const dataset = await datasetInMemory(data, told);
  const isTable = dataset.table !== undefined;
  expectForData(told, dataset.name, isTable);
  const context = { options: told, own, runtime: told.runtime ?? (await defaultRuntime()) };
  const validation = isTable ? (told.validation ?? 0.1) : recipeFor(dataset.name, told, { own }).validation;
  const planned = await (isTable ? planTable : planArray)(dataset.name, whole(dataset, validation), context);
  return withoutDetails(planned);
}

/** What a caller gets of a plan. */
export const withoutDetails = ({ recipe, values, reasons }: Planned): TrainingPlan => ({ recipe, values, reasons });

/** The options of a training to plan, checked. @throws UsageError where there is no plan for them. */
export function optionsToPlan(told: TrainOptions) {
  const { options, own } = withNamedFamily<NamedTrainOptions>(told);
  checkRecipeOptions("plan", options, TRAIN_OPTIONS, own);
  expectTogether(options, own);
  if (options.family === DETECTOR)
    throw new UsageError(
      message`A detector (${option("family", DETECTOR)}) has nothing to plan: it chooses while it learns, in seconds. Train it.`,
    );
  if (options.resume)
    throw new UsageError(
      message`${option("resume")} goes on by the plan that the model folder has, in its config.json. Leave ${option("resume")} out.`,
    );
  return { options, own };
}

/** Plans by a table's rows, or windows of them. */
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
  const until = epochs > patience ? `, until ${patience} haven't lowered the loss of the ${what} held out` : "";
  return `${epochs === 1 ? "1 epoch" : `at most ${epochs} epochs`}${seen}${until}`;
}

/** Plans by examples that aren't a table: chooses the options that the user left out by what the examples hold. */
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
      : `${found} (column${same.length > 1 ? "s" : ""} ${listed(same.map(String))}, counted from 0, ${same.length > 1 ? "have" : "has"} the same number in every example, which is given back)`;
  return {
    recipe,
    values,
    kind: options.recipe === "lecture" ? "the lecture's settings, which were asked for" : kind,
    chosen,
    prepared,
    reasons: reasonsFor(recipe, options, { values, chosen, ownSeed: seed !== undefined }),
  };
}

/** The first columns of rows [n, columns] that have the same number in all rows. */
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

/** The options that were asked for, as a family takes them: a search for codings begins without any. */
const askedOf = ({ codings, ...options }: NamedTrainOptions) => ({
  ...recipeOptionsIn(options),
  ...(codings !== "auto" && codings !== undefined && { codings }),
});
