import { type Family, families } from "../autoencoders/index.ts";
import { planExamples } from "../autoencoders/plan/examples.ts";
import { familyOptionsIn } from "../autoencoders/settings.ts";
import type { Message } from "../core/message.ts";
import { count } from "../core/words.ts";
import { datasets } from "../data/open.node.ts";
import { describeTable } from "../data/tables/schema/describe.ts";
import { labelHint, labelLike } from "../data/tables/schema/label-like.ts";
import { tableOptionsIn } from "../recipes/columns.ts";
import { type Recipe, recipeFor } from "../recipes/plan.ts";
import { recipeOptionsIn } from "../recipes/schema.ts";
import { TABLE_EPOCHS, TABLE_PATIENCE } from "../recipes/table-epochs.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { NamedTrainOptions } from "./train.ts";
import { type OpenTask, openTrainingData } from "./training-data.node.ts";

/** A run's parts that several steps need. */
export interface TrainContext {
  readonly options: NamedTrainOptions & Pick<OpenTask, "dataset">;
  /** A family of one's own, which the options name. */
  readonly own: Family | undefined;
  readonly runtime: () => Promise<Runtime>;
  readonly note: (line: string | Message) => void;
}

/** Finds out what a table's columns hold, chooses what wasn't said, and notes both. */
export async function planForTable(data: string, { options, own, note }: TrainContext) {
  const { validation = 0.1, seed = 42, size: _, channels: __, ...rest } = options;
  const asked = { ...rest, data, validation, seed };
  const opened = await openTrainingData(asked, { ...options, onNote: note }, tableOptionsIn(options));
  const table = opened.table!;
  note([`${opened.name}:`, ...describeTable(table)].join("\n"));
  const labels = labelLike(table, opened.train);
  if (labels) note(`! ${labelHint(labels.name)}`);
  const runtime = options.runtime ?? (await nodeRuntime({}, note));
  const family = own ?? families[recipeFor(data, options, { table, own }).family]!;
  const given = { ...familyOptionsIn(family, askedOf(options)), table };
  const plan = await planExamples(opened.train, family, given, { runtime, count: opened.count });
  const { choices, reasons } = plan;
  const recipe = recipeFor(data, options, { table, own, planned: choices, rows: opened.count });
  for (const [name, reason] of Object.entries(reasons))
    if (name !== "epochs" && options[name as "codings"] === undefined) note(reason);
  if (options.epochs === undefined) note(epochsChosen(recipe, opened.count));
  return { opened, recipe, plan };
}

function epochsChosen({ epochs, table }: Recipe, rows: number): string {
  const what = table!.windows ? "windows" : "rows";
  const seen = epochs < TABLE_EPOCHS ? ` of ${count(rows)} ${what}` : "";
  const until = epochs > TABLE_PATIENCE ? `, until ${TABLE_PATIENCE} haven't lowered the loss of the ${what} held out` : "";
  return `${epochs === 1 ? "1 epoch" : `at most ${epochs} epochs`}${seen}${until}`;
}

/** Opens examples that aren't a table, and chooses the options that the user left out by what the examples hold. */
export async function planForArray(data: string, { options, own, note }: TrainContext) {
  const about = { seed: datasets[data]?.seed, own };
  const usual = recipeFor(data, options, about);
  const opened = await openTrainingData(usual, { ...options, onNote: note });
  const runtime = options.runtime ?? (await nodeRuntime({}, note));
  const family = own ?? families[usual.family]!;
  const plan = await planExamples(opened.train, family, familyOptionsIn(family, askedOf(options)), {
    runtime,
  });
  const { values, choices, reasons } = plan;
  const recipe = recipeFor(data, options, { ...about, values, planned: choices, count: opened.count });
  if (values !== "lecture") {
    const { values: what, ...sizes } = reasons;
    const { loss, optimizer, learningRate } = recipe;
    note(
      `${opened.name}: ${what}; it learns by ${loss} and ${optimizer}${learningRate === undefined ? "" : `, learning rate ${learningRate}`}`,
    );
    for (const [name, reason] of Object.entries(sizes)) if (options[name as "codings"] === undefined) note(reason);
  }
  return { opened, recipe, plan };
}

/** The options that were asked for, as a family takes them: a search for codings begins without any. */
const askedOf = ({ codings, ...options }: NamedTrainOptions) => ({
  ...recipeOptionsIn(options),
  ...(codings !== "auto" && codings !== undefined && { codings }),
});
