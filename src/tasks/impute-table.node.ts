import { type FilledCell, type FilledCells, TableChecker } from "../check/index.ts";
import { expectEnding } from "../core/endings.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { rowIndex } from "../core/rows.ts";
import { areRecords } from "../data/given/dataset.ts";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import { expectNewName, replaceCells } from "../data/tables/duckdb/fill.node.ts";
import { isOwnKind } from "../data/tables/duckdb/fill-patches.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import type { Records, RowObject, TableRecord } from "../data/tables/records.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { cellsOf, openedCells } from "./check.node.ts";
import { eachPartOf, isLarge, learnFromSome } from "./check-parts.node.ts";
import {
  IMPUTE_TABLE_OPTIONS,
  type ImputedRows,
  type ImputedTable,
  type ImputeTableOptions,
  imputeCells,
  imputeTable as imputeInMemory,
  withCounts,
} from "./impute-table.ts";
import { runtimeOf } from "./runtime.node.ts";

/** Options of `imputeTable` in Node. */
export interface ImputeTableFileOptions extends Omit<ImputeTableOptions, "model"> {
  /**
   * Checker that was trained on another table (`check`), or the folder of one. With it, the table may have any number of rows.
   * Without it, the task learns from the table itself.
   */
  readonly model?: TableChecker | string | undefined;
  /**
   * File for the table with the filled cells, and everything else as it is. It has the format of the table's own file, or is
   * .csv, .tsv, .json, .jsonl or .parquet; "-" is CSV on stdout.
   */
  readonly output?: string;
  /** Name of an additional column, which lists the columns that were filled in each row. */
  readonly mark?: string;
  /** SQL whose result is the table; the file is called `data` in it. */
  readonly query?: string;
}

const OPTIONS: OptionNames<ImputeTableFileOptions> = { ...IMPUTE_TABLE_OPTIONS, output: true, mark: true, query: true };

/**
 * Fills the missing cells of a table from the other cells of their rows, with a range or probabilities. It learns from the table
 * itself, so no model is needed. It uses relations between numbers ("total = price × quantity"), values that determine others,
 * and networks that predict each column from the others. If the table has more than 200,000 rows, it learns from a sample and
 * fills the rows in parts.
 * @param data - path (a file, a pattern of several files, a URL), File, Blob, or rows as objects, which are returned filled; at
 * least 50 rows unless `model` is given.
 * @throws DataError if the table has too few rows or can't be read; OptionError if a column doesn't exist; UsageError if the
 * output has another ending; the signal's reason.
 * @example
 * const { filled } = await imputeTable("orders.csv", { output: "filled.csv", mark: "imputed" });
 * console.log(filled); // { total: 12, city: 3 }
 */
export function imputeTable<Row extends RowObject>(
  data: readonly Row[],
  options?: ImputeTableFileOptions,
): Promise<ImputedRows<Row>>;
export function imputeTable(data: string | Blob | Records, options?: ImputeTableFileOptions): Promise<ImputedTable>;
export async function imputeTable(
  data: string | Blob | Records,
  options: ImputeTableFileOptions = {},
): Promise<ImputedTable | ImputedRows<TableRecord>> {
  const { output, mark, query, model: given, ...others } = knownOptions("imputeTable", options, OPTIONS);
  const task = { ...others, model: typeof given === "string" ? await TableChecker.load(given) : given };
  const runtime = await runtimeOf(task);
  if (output === undefined && query === undefined && areRecords(data)) return imputeInMemory(data, { ...task, runtime });
  await using source = await openedCells(data, query, task, task.model);
  if (output !== undefined && !isOwnKind(source, output, mark !== undefined)) expectEnding(output, "tables", ...COPY_ENDINGS);
  expectNewName(source, mark);
  for (const note of source.notes) task.onNote?.(note);
  const found = isLarge(source)
    ? await imputeInParts(source, { ...task, runtime })
    : await imputeCells(await cellsOf(source, task, task.model), { ...task, runtime });
  await source.expectUnchanged();
  if (output !== undefined) await replaceCells(source, found.cells.map(newCell), { file: output, mark });
  return found;
}

const newCell = ({ row, column, value }: FilledCell) => ({ index: rowIndex(row), column, text: value });

/** Fills a large table in parts. */
async function imputeInParts(
  source: TableSource,
  { model, columns, ...task }: ImputeTableOptions & { readonly runtime: Runtime },
): Promise<ImputedTable> {
  const checker = model ?? (await learnFromSome(source, task)).checker;
  const { signal } = task;
  const cells: FilledCell[] = [];
  const missing = new Map<string, FilledCells["missing"][number]>();
  await eachPartOf(source, task, async (table, start, runtime) => {
    const part = await checker.fill(table, { columns, runtime, signal });
    for (const cell of part.cells) cells.push({ ...cell, row: cell.row + start });
    for (const one of part.missing) missing.set(one.name, { ...one, count: one.count + (missing.get(one.name)?.count ?? 0) });
  });
  return withCounts({ rows: source.rowCount, cells, missing: [...missing.values()] });
}
