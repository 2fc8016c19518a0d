import type { Family } from "../autoencoders/index.ts";
import type { Message } from "../core/message.ts";
import { datasets, isTable } from "../data/open.node.ts";
import { describeTable } from "../data/tables/schema/describe.ts";
import { labelHint, labelLike } from "../data/tables/schema/label-like.ts";
import { tableOptionsIn } from "../recipes/columns.ts";
import { expectForData } from "../recipes/conflicts.ts";
import { recipeFor } from "../recipes/plan.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { datasetToTrainOn } from "./data-to-train-on.node.ts";
import type { TaskData } from "./example-parts.node.ts";
import { optionsToPlan, type Planned, planArray, planTable, type TrainingPlan, withoutDetails } from "./plan.ts";
import type { NamedTrainOptions, TrainOptions } from "./train.ts";
import { type OpenTask, openTrainingData } from "./training-data.node.ts";
import type { TrainingData } from "./training-data.ts";

/** What a plan needs besides the data. */
interface PlanningContext {
  readonly options: NamedTrainOptions & Pick<OpenTask, "dataset">;
  /** A family of one's own, which the options name. */
  readonly own: Family | undefined;
  readonly note: (line: string | Message) => void;
}

/** A run's parts that several steps need. */
export interface TrainContext extends PlanningContext {
  readonly runtime: () => Promise<Runtime>;
}

/** Data that are open, and the plan for them. */
export type OpenPlan = Planned & { readonly opened: TrainingData };

/**
 * Plans a training without running it: what `train` would choose, and why. Nothing is written.
 * @param data as that of `train`: a dataset's name, a file or a folder, or data in memory in any form (`Data`).
 * @param options as those of `train`.
 * @returns every option of the training, the kind of the examples, and a reason for each option.
 * @throws UsageError where options don't go together, for a detector of anomalies and for `resume`; OptionError, DataError as `train`.
 * @example
 * const { recipe, reasons } = await plan("photos", { family: "convolutional" });
 * reasons.loss; // "for pictures"
 */
export async function plan(data: TaskData, options: TrainOptions = {}): Promise<TrainingPlan> {
  const { options: told, own } = optionsToPlan(options);
  const dataset = typeof data === "string" ? undefined : await datasetToTrainOn(data, told);
  const name = dataset?.name ?? (data as string);
  const ofTable = dataset ? dataset.table !== undefined : await isTable(name);
  expectForData(told, name, ofTable);
  const note: TrainContext["note"] = (line) =>
    told.onNote?.(typeof line === "string" ? line : told.words ? line.worded(told.words) : String(line));
  const planned = await openPlan(name, ofTable, { options: { ...told, dataset }, own, note });
  planned.opened.close();
  return withoutDetails(planned);
}

/** Opens data to train on, and plans the training. */
export const openPlan = (data: string, ofTable: boolean, context: PlanningContext): Promise<OpenPlan> =>
  (ofTable ? planForTable : planForArray)(data, context);

/** Finds out what a table's columns hold, notes it, and chooses what wasn't said. */
async function planForTable(data: string, { options, own, note }: PlanningContext): Promise<OpenPlan> {
  const { validation = 0.1, seed = 42, size: _, channels: __, ...rest } = options;
  const asked = { ...rest, data, validation, seed };
  const opened = await openTrainingData(asked, { ...options, onNote: note }, tableOptionsIn(options));
  const table = opened.table!;
  note([`${opened.name}:`, ...describeTable(table)].join("\n"));
  const labels = labelLike(table, opened.train);
  if (labels) note(`! ${labelHint(labels.name)}`);
  const runtime = options.runtime ?? (await nodeRuntime({}, note));
  return { ...(await planTable(data, opened, { options, own, runtime })), opened };
}

/** Opens examples that aren't a table, and chooses the options that the user left out by what the examples hold. */
async function planForArray(data: string, { options, own, note }: PlanningContext): Promise<OpenPlan> {
  const seed = datasets[data]?.seed;
  const usual = recipeFor(data, options, { seed, own });
  const opened = await openTrainingData(usual, { ...options, onNote: note });
  const runtime = options.runtime ?? (await nodeRuntime({}, note));
  return { ...(await planArray(data, opened, { options, own, runtime, seed })), opened };
}

/** Notes what the data decided of the options that weren't given. */
export function notePlan({ opened, values, kind, chosen, recipe }: OpenPlan, { options, note }: PlanningContext): void {
  const { loss, optimizer, learningRate } = recipe;
  const rate = learningRate === undefined ? "" : `, learning rate ${learningRate}`;
  if (kind !== undefined && values !== "lecture") note(`${opened.name}: ${kind}; it learns by ${loss} and ${optimizer}${rate}`);
  else if (options.recipe) note(`${opened.name}: ${kind}`);
  for (const [name, reason] of Object.entries(chosen)) if (options[name as "codings"] === undefined) note(reason);
}
