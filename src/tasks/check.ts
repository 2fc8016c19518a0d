import { type CheckOptions, type TableCheck, TableChecker } from "../check/index.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import type { MemoryTable } from "../data/tables/memory/table.ts";
import type { Records } from "../data/tables/records.ts";
import { withPrograms } from "./options.ts";
import { expectToLearn, formedCells, stagesOf, TABLE_LEARNING_OPTIONS, type TableLearningOptions } from "./table-learning.ts";

/** Options of `check`. */
export interface CheckDataOptions extends TableLearningOptions, Pick<CheckOptions, "keys"> {}

export const CHECK_DATA_OPTIONS: OptionNames<CheckDataOptions> = { ...TABLE_LEARNING_OPTIONS, keys: true };

/** The findings in a table, and a checker for other tables. */
export interface CheckedTable extends TableCheck {
  readonly checker: TableChecker;
}

/**
 * Finds the cells of a table that contradict the rest of their rows: wrong numbers, inconsistent values, misspelt words and
 * repeated rows. It needs no settings and no rows that are known to be correct. It takes 10 to 30 seconds.
 * @param data - File or Blob of a table, or rows as objects; at least 50 rows unless `model` is given.
 * @throws DataError if the table has too few rows or can't be read; OptionError if a key isn't a column; the signal's reason.
 * @example
 * const { findings, checker } = await check(rows, { keys: ["order"] });
 * console.log(findings[0].row, findings[0].column, findings[0].why);
 * const later = await check(newRows, { model: checker });
 */
export async function check(data: Blob | Records, options: CheckDataOptions = {}): Promise<CheckedTable> {
  const task = knownOptions("check", options, CHECK_DATA_OPTIONS);
  return checkCells(await formedCells(data, task), task);
}

/** Checks a table in memory. @throws OptionError if keys or a seed are given with a model. */
export function checkCells(
  table: MemoryTable,
  { onProgress, runtime: given, device, keys, seed, signal, model }: CheckDataOptions,
): Promise<CheckedTable> {
  const told = { signal, onProgress: stagesOf(onProgress) };
  expectToLearn(model, { keys, seed });
  return withPrograms({ runtime: given, device }, async (runtime) => {
    if (model) return { ...(await model.check(table, { ...told, runtime })), checker: model };
    const { checker, found } = await TableChecker.learn(table, { ...told, keys, seed, runtime });
    return { ...found, checker };
  });
}
