import { type CheckOptions, checkTable, type TableCheck } from "../check/index.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { workProgress } from "../core/progress.ts";
import { formedTable } from "../data/tables/memory/formed.ts";
import type { MemoryTable } from "../data/tables/memory/table.ts";
import { memoryTable } from "../data/tables/open.ts";
import type { Records } from "../data/tables/records.ts";
import { READING_OPTIONS, type ReadingOptions, readingFor } from "../data/tables/schema/reading.ts";
import { TASK_OPTIONS, type TaskOptions, withPrograms } from "./options.ts";

/** Options of `check`. */
export interface CheckDataOptions extends TaskOptions, ReadingOptions, Pick<CheckOptions, "keys" | "seed"> {}

export const CHECK_DATA_OPTIONS: OptionNames<CheckDataOptions> = { ...TASK_OPTIONS, ...READING_OPTIONS, keys: true, seed: true };

/** How much of a check each of its stages is. */
const STAGES = { relations: [0, 0.1], learning: [0.1, 0.9], comparing: [0.9, 0.97], causes: [0.97, 1] } as const;

/**
 * Finds the cells of a table that don't go with the rest of their rows: wrong numbers, values that contradict others, misspelt words, rows that are there twice.
 * Nothing is to be set, and nothing that is right needs to be known. It takes 10 to 30 seconds.
 * @param data a File or Blob of a table, or rows as objects; of at least 50 rows.
 * @throws DataError for a table with too few rows or one that can't be read; OptionError for a key that isn't a column; the signal's reason.
 * @example
 * const { findings } = await check(rows, { keys: ["order"] });
 * console.log(findings[0].row, findings[0].column, findings[0].why);
 */
export async function check(data: Blob | Records, options: CheckDataOptions = {}): Promise<TableCheck> {
  const task = knownOptions("check", options, CHECK_DATA_OPTIONS);
  return checkCells(await cellsIn(data, task), task);
}

/** All cells of a table, as their columns mean them; notes what was read otherwise than one might expect. */
export async function cellsIn(data: Blob | Records, task: TaskOptions & ReadingOptions): Promise<MemoryTable> {
  const table = await memoryTable(data, task);
  const formed = formedTable(table, readingFor({ ...table.reading, ...task }, undefined));
  for (const note of formed.notes ?? []) task.onNote?.(note);
  return formed;
}

/** Checks a table in memory, with a task's progress. */
export function checkCells(
  table: MemoryTable,
  { onProgress, runtime: given, keys, seed, signal }: CheckDataOptions,
): Promise<TableCheck> {
  const told = workProgress("percent", 100, onProgress);
  return withPrograms(given, (runtime) =>
    checkTable(table, {
      keys,
      seed,
      signal,
      runtime,
      onProgress: (stage, share) => {
        const [from, to] = STAGES[stage];
        told(Math.max(1, Math.round(100 * (from + share * (to - from)))));
      },
    }),
  );
}
