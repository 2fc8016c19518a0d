import { inWholeTable } from "../check/findings.ts";
import { type Finding, type TableCheck, TableChecker } from "../check/index.ts";
import { workProgress } from "../core/progress.ts";
import { count } from "../core/words.ts";
import { cellParts, sampledCells } from "../data/tables/duckdb/cells-in-memory.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import type { MemoryTable } from "../data/tables/memory/table.ts";
import { readingFor } from "../data/tables/schema/reading.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { CheckDataOptions, CheckedTable } from "./check.ts";
import { withPrograms } from "./options.ts";
import { stagesOf } from "./table-learning.ts";

/**
 * Numbers of rows: tables above LARGE aren't held in memory. The checker learns from SAMPLE rows and checks PART rows at a time.
 */
const [LARGE, SAMPLE, PART] = [200_000, 50_000, 25_000];

/** Returns whether a table is checked in parts. */
export const isLarge = ({ rowCount }: TableSource): boolean => rowCount > LARGE;

type Options = Pick<CheckDataOptions, "keys" | "seed" | "signal" | "onProgress" | "onNote"> & { readonly runtime: Runtime };

/** Trains a checker on a sample of a large table. */
export async function learnFromSome(
  source: TableSource,
  { keys, seed, signal, runtime, onProgress, onNote, ...task }: Options,
): Promise<{ readonly checker: TableChecker; readonly found: TableCheck }> {
  onNote?.(
    `${source.name} has ${count(source.rowCount)} rows. The checker learns from ${count(SAMPLE)} of them, evenly spread, and finds repeated rows only within parts of ${count(PART)} rows.`,
  );
  const table = { ...(await sampledCells(source, SAMPLE)), reading: readingFor(task, undefined) };
  return TableChecker.learn(table, { keys, seed, signal, runtime, onProgress: stagesOf(onProgress) });
}

/** Calls `work` with each part of a large table and the number of rows before it. Graphs are compiled once for all parts. */
export async function eachPartOf(
  source: TableSource,
  { signal, onProgress, runtime: given }: Pick<Options, "signal" | "onProgress" | "runtime">,
  work: (table: MemoryTable, start: number, runtime: Runtime) => Promise<void>,
): Promise<void> {
  const told = workProgress("rows", source.rowCount, onProgress);
  await withPrograms({ runtime: given }, async (runtime) => {
    let start = 0;
    for await (const table of cellParts(source, PART)) {
      signal?.throwIfAborted();
      await work(table, start, runtime);
      start += table.columns[0]!.values.length;
      told(start);
    }
  });
}

/**
 * Checks a large table in parts.
 * @param model - checker that was trained on another table. Without it, one is trained on a sample of this table.
 */
export async function checkInParts(
  source: TableSource,
  { model, ...task }: Options & Pick<CheckDataOptions, "model">,
): Promise<CheckedTable> {
  const learned = model ? undefined : await learnFromSome(source, task);
  const checker = model ?? learned!.checker;
  const { signal } = task;
  const scores = new Float32Array(source.rowCount);
  const findings: Finding[] = [];
  let last: TableCheck | undefined;
  await eachPartOf(source, task, async (table, start, runtime) => {
    last = await checker.check(table, { runtime, signal });
    scores.set(last.scores, start);
    for (const one of last.findings) findings.push(inWholeTable(one, start));
  });
  findings.sort((a, b) => b.score - a.score || a.row - b.row);
  const { rules, compared, leftOut } = learned?.found ?? last!;
  return { rows: source.rowCount, findings, scores, rules, compared, leftOut, checker };
}
