import type { RelationsReport } from "../check/index.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { cellsInMemory } from "../data/tables/duckdb/cells-in-memory.node.ts";
import { openTableSource } from "../data/tables/duckdb/source.node.ts";
import type { Records } from "../data/tables/records.ts";
import { readingIn } from "../data/tables/schema/reading.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { BeforeNow } from "../scoring/drift/judge.ts";
import { RELATION_DRIFT_OPTIONS, type RelationDriftOptions, relationsOfCells } from "./relation-drift.ts";

/** Options of `relationDrift` in Node. */
export interface RelationDriftFileOptions extends RelationDriftOptions {
  /** SQL whose result is the table, of either; the file is called `data` in it. */
  readonly query?: string;
}

const OPTIONS: OptionNames<RelationDriftFileOptions> = { ...RELATION_DRIFT_OPTIONS, query: true };

/**
 * Finds the columns of a table that no longer follow from the others of their rows as they did in an earlier table: "total no longer follows from quantity, unit_price".
 * Each column by itself may be as before, which is what `drift` compares. All cells are held in memory. It takes 10 to 30 seconds.
 * @param data each a path (a file, several by a pattern, a URL), a File or Blob, or rows as objects; the earlier one of at least 50 rows.
 * @throws DataError for a table with too few rows or one that can't be read; the signal's reason.
 * @example
 * const { verdict, relations } = await relationDrift({ before: "february.csv", now: "march.csv" });
 * console.log(verdict, relations[0].words);
 */
export async function relationDrift(
  data: BeforeNow<string | Blob | Records>,
  options: RelationDriftFileOptions = {},
): Promise<RelationsReport> {
  const { query, ...task } = knownOptions("relationDrift", options, OPTIONS);
  const cellsOf = async (one: string | Blob | Records) => {
    await using source = await openTableSource(one, { query, ...readingIn(task) });
    for (const note of source.notes) task.onNote?.(note);
    const cells = await cellsInMemory(source);
    await source.expectUnchanged();
    return cells;
  };
  const tables = { before: await cellsOf(data.before), now: await cellsOf(data.now) };
  return relationsOfCells(tables, { ...task, runtime: task.runtime ?? (await nodeRuntime({}, task.onNote)) });
}
