import type { RelationsReport } from "../check/index.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { cellsInMemory } from "../data/tables/duckdb/cells-in-memory.node.ts";
import { openTableSource } from "../data/tables/duckdb/source.node.ts";
import type { Records } from "../data/tables/records.ts";
import { readingIn } from "../data/tables/schema/reading.ts";
import type { BeforeNow } from "../scoring/drift/judge.ts";
import { RELATION_DRIFT_OPTIONS, type RelationDriftOptions, relationsOfCells } from "./relation-drift.ts";
import { runtimeOf } from "./runtime.node.ts";

/** Options of `relationDrift` in Node. */
export interface RelationDriftFileOptions extends RelationDriftOptions {
  /** SQL whose result is the table, for both tables. The file is called `data` in it. */
  readonly query?: string;
}

const OPTIONS: OptionNames<RelationDriftFileOptions> = { ...RELATION_DRIFT_OPTIONS, query: true };

/**
 * Finds columns of a table that no longer depend on the other columns as they did in an earlier table, such as "total no longer
 * follows from quantity, unit_price". Each column by itself may be unchanged, which `drift` checks. All cells are read into
 * memory. It takes 10 to 30 seconds.
 * @param data - two tables: paths (a file, a pattern of several files, a URL), Files, Blobs, or rows as objects. `before` has at
 * least 50 rows.
 * @throws DataError if a table has too few rows or can't be read; the signal's reason.
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
  return relationsOfCells(tables, { ...task, runtime: await runtimeOf(task) });
}
