import type { CheckOptions, CheckStage, TableChecker } from "../check/index.ts";
import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import type { OptionNames } from "../core/options.ts";
import { workProgress } from "../core/progress.ts";
import { formedTable } from "../data/tables/memory/formed.ts";
import type { MemoryTable } from "../data/tables/memory/table.ts";
import { memoryTable } from "../data/tables/open.ts";
import type { Records } from "../data/tables/records.ts";
import { READING_OPTIONS, type ReadingOptions, readingFor } from "../data/tables/schema/reading.ts";
import { TASK_OPTIONS, type TaskOptions } from "./options.ts";

/** Options of a task that learns how the columns of a table depend on each other, or that uses a checker of another table. */
export interface TableLearningOptions extends TaskOptions, ReadingOptions, Pick<CheckOptions, "seed"> {
  /**
   * Checker that was trained on another table (`check`). With it, the table may have any number of rows. Default: learn from the
   * table itself.
   */
  readonly model?: TableChecker | undefined;
}

export const TABLE_LEARNING_OPTIONS: OptionNames<TableLearningOptions> = {
  ...TASK_OPTIONS,
  ...READING_OPTIONS,
  seed: true,
  model: true,
};

/** Reads a table in memory. With a model, numbers and times are read in the format of the model's training table. */
export async function formedCells(
  data: Blob | Records,
  { model, ...task }: Pick<TableLearningOptions, "model"> & TaskOptions & ReadingOptions,
): Promise<MemoryTable> {
  const table = await memoryTable(data, { ...model?.reading, ...task });
  const reading = readingFor({ ...table.reading, ...task }, model);
  const formed = formedTable(table, { ...reading, ...(model && { forms: model.forms }) });
  for (const note of formed.notes ?? []) task.onNote?.(note);
  return { ...formed, reading };
}

/** @throws OptionError if an option for learning is given with a model, which is trained already. */
export function expectToLearn(model: TableChecker | undefined, learning: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(learning).find((name) => learning[name] !== undefined);
  if (model && given !== undefined)
    throw new OptionError(
      message`${option(given)} is for learning, but ${option("model")} is trained already. Leave one of them out.`,
    );
}

/** Begin and end of each stage, as shares of the work. */
const STAGES = { relations: [0, 0.1], learning: [0.1, 0.9], comparing: [0.9, 0.97], causes: [0.97, 1] } as const;

/** Returns a callback that reports the progress of the stages in percent. */
export function stagesOf(onProgress: TaskOptions["onProgress"]): (stage: CheckStage, share: number) => void {
  const told = workProgress("percent", 100, onProgress);
  return (stage, share) => {
    const [from, to] = STAGES[stage];
    told(Math.max(1, Math.round(100 * (from + share * (to - from)))));
  };
}
