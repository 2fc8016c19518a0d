import { distributionsOf, type Finding, TableChecker } from "../check/index.ts";
import { expectEnding } from "../core/endings.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { given, knownOptions, type OptionNames } from "../core/options.ts";
import { rowIndex } from "../core/rows.ts";
import { cellsAsWritten, cellsInMemory } from "../data/tables/duckdb/cells-in-memory.node.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import { type NewCell, replaceCells } from "../data/tables/duckdb/fill.node.ts";
import { isOwnKind } from "../data/tables/duckdb/fill-patches.node.ts";
import { learnPreprocessing } from "../data/tables/duckdb/learn.node.ts";
import { missingWordLines } from "../data/tables/duckdb/missing-words.node.ts";
import { sampleTable } from "../data/tables/duckdb/samples.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { openTableSource } from "../data/tables/duckdb/source.node.ts";
import { writeTable } from "../data/tables/duckdb/write.node.ts";
import type { MemoryTable } from "../data/tables/memory/table.ts";
import type { Records } from "../data/tables/records.ts";
import { type ReadingOptions, readingFor } from "../data/tables/schema/reading.ts";
import { expectModelPlace } from "../models/replace-folder.node.ts";
import { CHECK_DATA_OPTIONS, type CheckDataOptions, type CheckedTable, checkCells } from "./check.ts";
import { checkInParts, isLarge } from "./check-parts.node.ts";
import { findingColumns } from "./finding-columns.ts";
import type { TaskOptions } from "./options.ts";
import { receiptFor } from "./receipt.node.ts";
import { runtimeOf } from "./runtime.node.ts";

/** Options of `check` in Node. */
export interface CheckFileOptions extends Omit<CheckDataOptions, "model"> {
  /** Checker that was trained on another table, or the folder of one. With it, the table may have any number of rows. */
  readonly model?: TableChecker | string | undefined;
  /** Folder to save the checker in, so that other tables can be checked with it. */
  readonly save?: string | undefined;
  /** SQL whose result is the table; the file is called `data` in it. */
  readonly query?: string;
  /** A .csv, .tsv, .json, .jsonl or .parquet file for the findings, the most suspicious first; "-" for CSV on stdout. */
  readonly output?: string;
  /**
   * File for a copy of the table with the expected values in the cells of sure findings (`isSure`). Everything else stays as it
   * is. The file has the format of the table's own file, or is .csv, .tsv, .json, .jsonl or .parquet.
   */
  readonly fixed?: string;
}

export const CHECK_OPTIONS: OptionNames<CheckFileOptions> = {
  ...CHECK_DATA_OPTIONS,
  query: true,
  output: true,
  fixed: true,
  save: true,
};

/** File endings for findings. */
export const FINDINGS_ENDINGS = [".csv", ".tsv", ".json", ".jsonl", ".parquet"] as const;

/**
 * Finds the cells of a table that contradict the rest of their rows: wrong numbers, inconsistent values, misspelt words and
 * repeated rows. It needs no settings and no rows that are known to be correct. If the table has more than 200,000 rows, the
 * checker learns from a sample of them and checks all rows in parts.
 * @param data - path (a file, a pattern of several files, a URL), File, Blob, or rows as objects; at least 50 rows unless `model`
 * is given.
 * @throws DataError if the table has too few rows or can't be read; OptionError if a key isn't a column; UsageError if an output
 * has another ending; the signal's reason.
 * @example
 * const { findings } = await check("orders.csv", { output: "findings.csv", save: "orders-model" });
 * console.log(findings[0].row, findings[0].column, findings[0].why);
 * const later = await check("new-orders.csv", { model: "orders-model" });
 */
export async function check(data: string | Blob | Records, options: CheckFileOptions = {}): Promise<CheckedTable> {
  const { query, output, fixed, save, model: given, ...task } = knownOptions("check", options, CHECK_OPTIONS);
  if (output !== undefined && output !== "-") expectEnding(output, "findings", ...FINDINGS_ENDINGS);
  if (save !== undefined && given !== undefined)
    throw new OptionError(
      message`${option("save")} saves what the check learns, but with ${option("model")} it learns nothing. Leave one of them out.`,
    );
  if (save !== undefined) await expectModelPlace(save);
  const model = typeof given === "string" ? await TableChecker.load(given) : given;
  await using source = await openedCells(data, query, task, model);
  if (fixed !== undefined && !isOwnKind(source, fixed, false)) expectEnding(fixed, "tables", ...COPY_ENDINGS);
  for (const note of [...source.notes, ...(await missingWordLines(source))]) task.onNote?.(note);
  const runtime = await runtimeOf(task);
  const found = isLarge(source)
    ? await checkInParts(source, { ...task, model, runtime })
    : await checkCells(await cellsOf(source, task, model), { ...task, model, runtime });
  await source.expectUnchanged();
  const findings = await asWritten(found.findings, source);
  if (output !== undefined) await writeFindings(findings, output);
  if (fixed !== undefined) await replaceCells(source, fixesOf(findings), { file: fixed });
  if (save !== undefined)
    await (await withDistributions(found.checker, source, task.keys)).save(save, {
      options: { ...(typeof data === "string" && { data }), query, keys: task.keys, seed: task.seed },
      versions: { node: process.version, runtime: runtime.name },
      receipt: await receiptFor(typeof data === "string" ? data : undefined, runtime),
    });
  return { ...found, findings };
}

/** Adds the distributions of the columns, as `drift` compares them. A table without a column to train on has none. */
async function withDistributions(
  checker: TableChecker,
  source: TableSource,
  keys: readonly string[] | undefined,
): Promise<TableChecker> {
  try {
    const table = await learnPreprocessing(source, given({ keys }));
    return checker.withDistributions(distributionsOf(table, await sampleTable(source, table, "known")));
  } catch (error) {
    if (error instanceof DataError) return checker;
    throw error;
  }
}

/** Memory of DuckDB in MiB. The cells and the networks need more. */
const DATABASE_MEMORY = 128;

/** Opens a table. With a model, it is read in the way in which the training table was read. */
export function openedCells(
  data: string | Blob | Records,
  query: string | undefined,
  task: TaskOptions & ReadingOptions,
  model: TableChecker | undefined,
): Promise<TableSource> {
  return openTableSource(data, {
    query,
    memory: DATABASE_MEMORY,
    ...(model && { forms: model.forms }),
    ...readingFor(task, model),
  });
}

/** Reads all cells of an open table. */
export const cellsOf = async (
  source: TableSource,
  task: ReadingOptions,
  model: TableChecker | undefined,
): Promise<MemoryTable> => ({ ...(await cellsInMemory(source)), reading: readingFor(task, model) });

/** Replaces the keys and values of findings by the text in the file. */
async function asWritten(findings: readonly Finding[], source: TableSource): Promise<readonly Finding[]> {
  const written = await cellsAsWritten(
    source,
    findings.map(({ row }) => rowIndex(row)),
  );
  const plain = (cell: Cell): string => {
    const value: unknown = source.written?.kind === "json" ? JSON.parse(String(cell)) : cell;
    return typeof value === "string" ? value : String(cell);
  };
  const textOf = (cell: Cell | undefined, otherwise: string): string =>
    cell === undefined || cell === null ? otherwise : plain(cell);
  return findings.map((finding) => {
    const cells = written.get(rowIndex(finding.row));
    if (!cells) return finding;
    const keys = Object.fromEntries(Object.entries(finding.keys).map(([name, key]) => [name, textOf(cells[name], key)]));
    return { ...finding, keys, value: textOf(cells[finding.column], finding.value) };
  });
}

/** Returns the new values of the cells with sure findings. */
const fixesOf = (findings: readonly Finding[]): readonly NewCell[] =>
  findings.flatMap(({ isSure, row, column, expected }) => (isSure ? [{ index: rowIndex(row), column, text: expected! }] : []));

/** Writes a file with one row for each finding. */
async function writeFindings(findings: readonly Finding[], file: string): Promise<void> {
  const columns = findingColumns(findings);
  await writeTable(file, columns, findings.length, (write) => write(columns.map(({ data }) => data)));
}
