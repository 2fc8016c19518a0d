import type { Family } from "../autoencoders/index.ts";
import type { Message } from "../core/message.ts";
import { datasets, isTable } from "../data/open.node.ts";
import { describeTable } from "../data/tables/schema/describe.ts";
import { labelHint, labelLike } from "../data/tables/schema/label-like.ts";
import { isOfSeries, tableOptionsIn } from "../recipes/columns.ts";
import { expectForData } from "../recipes/conflicts.ts";
import { recipeFor } from "../recipes/plan.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { datasetToTrainOn } from "./data-to-train-on.node.ts";
import type { TaskData } from "./example-parts.node.ts";
import { optionsToPlan, type Planned, planArray, planTable, type TrainingPlan, withoutDetails } from "./plan.ts";
import { runtimeOf } from "./runtime.node.ts";
import type { NamedTrainOptions, TrainOptions } from "./train.ts";
import { withWindow } from "./train-series.node.ts";
import { type OpenTask, openTrainingData } from "./training-data.node.ts";
import type { TrainingData } from "./training-data.ts";

/** Everything that a plan needs in addition to the data. */
interface PlanningContext {
  readonly options: NamedTrainOptions & Pick<OpenTask, "dataset">;
  /** User-defined family that the options name. */
  readonly own: Family | undefined;
  readonly note: (line: string | Message) => void;
}

/** Everything that the steps of a run share. */
export interface TrainContext extends PlanningContext {
  readonly runtime: () => Promise<Runtime>;
}

/** A plan with its open data. */
export type OpenPlan = Planned & { readonly opened: TrainingData };

/**
 * Returns the options that `train` would choose, and the reasons for them. Nothing is trained or written.
 * @param data - data of `train`: name of a dataset, path of a file or folder, or data in memory in any form (`Data`).
 * @param options - options of `train`.
 * @returns every option of the training, the kind of the examples, and a reason for each option.
 * @throws UsageError if options contradict each other, for an anomaly detector and for `resume`; OptionError and DataError as
 * `train`.
 * @example
 * const { recipe, reasons } = await plan("photos", { family: "convolutional" });
 * reasons.loss; // "for images"
 */
export async function plan(data: TaskData, options: TrainOptions = {}): Promise<TrainingPlan> {
  const { options: told, own } = optionsToPlan(options);
  const dataset = typeof data === "string" ? undefined : await datasetToTrainOn(data, told);
  const name = dataset?.name ?? (data as string);
  const ofTable = dataset ? dataset.table !== undefined : await isTable(name, undefined, told.maxMemory);
  expectForData(told, name, ofTable, own);
  const note: TrainContext["note"] = (line) =>
    told.onNote?.(typeof line === "string" ? line : told.words ? line.worded(told.words) : String(line));
  const opening = { ...told, dataset };
  const isToChoose = isOfSeries(told) && typeof told.window !== "number";
  const planned = await openPlan(name, ofTable, { options: isToChoose ? await withWindow(name, opening) : opening, own, note });
  planned.opened.close();
  return withoutDetails(planned);
}

/** Opens data for training, and plans the training. */
export const openPlan = (data: string, ofTable: boolean, context: PlanningContext): Promise<OpenPlan> =>
  (ofTable ? planForTable : planForArray)(data, context);

/** Opens a table, notes the kinds of its columns, and chooses the options that weren't given. */
async function planForTable(data: string, { options, own, note }: PlanningContext): Promise<OpenPlan> {
  const { validation = 0.1, seed = 42, size: _, channels: __, ...rest } = options;
  const asked = { ...rest, data, validation, seed };
  const opened = await openTrainingData(asked, { ...options, onNote: note }, tableOptionsIn(options));
  const table = opened.table!;
  note([`${opened.name}:`, ...describeTable(table)].join("\n"));
  const labels = labelLike(table, opened.train);
  if (labels) note(`! ${labelHint(labels.name)}`);
  const runtime = await runtimeOf({ ...options, onNote: note }, options.threads);
  return { ...(await planTable(data, opened, { options, own, runtime })), opened };
}

/** Opens examples that aren't a table, and chooses the options that weren't given. */
async function planForArray(data: string, { options, own, note }: PlanningContext): Promise<OpenPlan> {
  const seed = datasets[data]?.seed;
  const usual = recipeFor(data, options, { seed, own });
  const opened = await openTrainingData(usual, { ...options, onNote: note });
  const runtime = await runtimeOf({ ...options, onNote: note }, options.threads);
  return { ...(await planArray(data, opened, { options, own, runtime, seed })), opened };
}

/** Notes the options that were chosen by the data. */
export function notePlan({ opened, values, kind, chosen, recipe }: OpenPlan, { options, note }: PlanningContext): void {
  const { loss, optimizer, learningRate } = recipe;
  const rate = learningRate === undefined ? "" : `, learning rate ${learningRate}`;
  if (kind !== undefined && values !== "lecture") note(`${opened.name}: ${kind}; loss ${loss}, optimizer ${optimizer}${rate}`);
  else if (options.recipe) note(`${opened.name}: ${kind}`);
  for (const [name, reason] of Object.entries(chosen)) if (options[name as "codings"] === undefined) note(reason);
}
