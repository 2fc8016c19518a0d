import { compareRelations, type RelationsReport } from "../check/index.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { workProgress } from "../core/progress.ts";
import type { MemoryTable } from "../data/tables/memory/table.ts";
import type { Records } from "../data/tables/records.ts";
import type { BeforeNow } from "../scoring/drift/judge.ts";
import { CHECK_DATA_OPTIONS, type CheckDataOptions } from "./check.ts";
import { withPrograms } from "./options.ts";
import { formedCells } from "./table-learning.ts";

/** Options of `relationDrift`. */
export type RelationDriftOptions = Omit<CheckDataOptions, "model">;

const { model: _, ...OPTIONS } = CHECK_DATA_OPTIONS;
export const RELATION_DRIFT_OPTIONS: OptionNames<RelationDriftOptions> = OPTIONS;

/**
 * Finds columns of a table that no longer depend on the other columns as they did in an earlier table, such as "total no longer
 * follows from quantity, unit_price". Each column by itself may be unchanged, which `drift` checks. It takes 10 to 30 seconds.
 * @param data - two tables: Files, Blobs, or rows as objects. `before` has at least 50 rows.
 * @throws DataError if a table has too few rows or can't be read; the signal's reason.
 * @example
 * const { verdict, relations } = await relationDrift({ before: february, now: march });
 * console.log(verdict, relations[0].words);
 */
export async function relationDrift(
  data: BeforeNow<Blob | Records>,
  options: RelationDriftOptions = {},
): Promise<RelationsReport> {
  const task = knownOptions("relationDrift", options, RELATION_DRIFT_OPTIONS);
  const cellsOf = (one: Blob | Records) => formedCells(one, task);
  return relationsOfCells({ before: await cellsOf(data.before), now: await cellsOf(data.now) }, task);
}

/** Compares tables in memory. */
export function relationsOfCells(
  tables: BeforeNow<MemoryTable>,
  { onProgress, runtime: given, device, keys, seed, signal }: RelationDriftOptions,
): Promise<RelationsReport> {
  const told = workProgress("percent", 100, onProgress);
  return withPrograms({ runtime: given, device }, (runtime) =>
    compareRelations(tables, { keys, seed, signal, runtime, onProgress: (share) => told(Math.max(1, Math.round(99 * share))) }),
  );
}
