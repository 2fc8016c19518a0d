import { type CheckOptions, type CheckStage, type TableCheck, TableChecker } from "../check/index.ts";
import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { workProgress } from "../core/progress.ts";
import { formedTable } from "../data/tables/memory/formed.ts";
import type { MemoryTable } from "../data/tables/memory/table.ts";
import { memoryTable } from "../data/tables/open.ts";
import type { Records } from "../data/tables/records.ts";
import { READING_OPTIONS, type ReadingOptions, readingFor } from "../data/tables/schema/reading.ts";
import { TASK_OPTIONS, type TaskOptions, withPrograms } from "./options.ts";

/** Options of `check`. */
export interface CheckDataOptions extends TaskOptions, ReadingOptions, Pick<CheckOptions, "keys" | "seed"> {
  /** What was learned from another table: the table is checked against that, and may have any number of rows. Without it, the table itself says what is usual. */
  readonly model?: TableChecker | undefined;
}

export const CHECK_DATA_OPTIONS: OptionNames<CheckDataOptions> = {
  ...TASK_OPTIONS,
  ...READING_OPTIONS,
  keys: true,
  seed: true,
  model: true,
};

/** What was found in a table, and what other tables can be checked with. */
export interface CheckedTable extends TableCheck {
  readonly checker: TableChecker;
}

/** How much of a check each of its stages is. */
const STAGES = { relations: [0, 0.1], learning: [0.1, 0.9], comparing: [0.9, 0.97], causes: [0.97, 1] } as const;

/**
 * Finds the cells of a table that don't go with the rest of their rows: wrong numbers, values that contradict others, misspelt words, rows that are there twice.
 * Nothing is to be set, and nothing that is right needs to be known. It takes 10 to 30 seconds.
 * @param data a File or Blob of a table, or rows as objects; of at least 50 rows.
 * @throws DataError for a table with too few rows or one that can't be read; OptionError for a key that isn't a column; the signal's reason.
 * @example
 * const { findings, checker } = await check(rows, { keys: ["order"] });
 * console.log(findings[0].row, findings[0].column, findings[0].why);
 * const later = await check(newRows, { model: checker });
 */
export async function check(data: Blob | Records, options: CheckDataOptions = {}): Promise<CheckedTable> {
  const task = knownOptions("check", options, CHECK_DATA_OPTIONS);
  return checkCells(await formedCells(data, task, task.model), task);
}

/** A table in memory, with its numbers and times as they are written in it. @param model of another table that was written so. */
export async function formedCells(
  data: Blob | Records,
  task: TaskOptions & ReadingOptions,
  model: TableChecker | undefined,
): Promise<MemoryTable> {
  const table = await memoryTable(data, { ...model?.reading, ...task });
  const reading = readingFor({ ...table.reading, ...task }, model);
  const formed = formedTable(table, { ...reading, ...(model && { forms: model.forms }) });
  for (const note of formed.notes ?? []) task.onNote?.(note);
  return { ...formed, reading };
}

/** Checks a table in memory, with a task's progress. @throws OptionError where keys or a seed are given with a model. */
export function checkCells(
  table: MemoryTable,
  { onProgress, runtime: given, keys, seed, signal, model }: CheckDataOptions,
): Promise<CheckedTable> {
  const told = { signal, onProgress: stagesOf(onProgress) };
  if (model && (keys ?? seed) !== undefined)
    throw new OptionError(
      message`${option(keys ? "keys" : "seed")} is for learning, and a model has learned already. Leave one of them out.`,
    );
  return withPrograms(given, async (runtime) => {
    if (model) return { ...(await model.check(table, { ...told, runtime })), checker: model };
    const { checker, found } = await TableChecker.learn(table, { ...told, keys, seed, runtime });
    return { ...found, checker };
  });
}

/** Tells how much of a check is done. */
export function stagesOf(onProgress: TaskOptions["onProgress"]): (stage: CheckStage, share: number) => void {
  const told = workProgress("percent", 100, onProgress);
  return (stage, share) => {
    const [from, to] = STAGES[stage];
    told(Math.max(1, Math.round(100 * (from + share * (to - from)))));
  };
}
