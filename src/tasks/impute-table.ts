import { type FilledCell, type FilledCells, type FillOptions, fillTable } from "../check/index.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { rowIndex } from "../core/rows.ts";
import { areRecords } from "../data/given/dataset.ts";
import type { MemoryTable } from "../data/tables/memory/table.ts";
import type { Records, RowObject, TableRecord } from "../data/tables/records.ts";
import { isMissing } from "./impute.ts";
import { withPrograms } from "./options.ts";
import { expectToLearn, formedCells, stagesOf, TABLE_LEARNING_OPTIONS, type TableLearningOptions } from "./table-learning.ts";

/** Options of `imputeTable`. */
export interface ImputeTableOptions extends TableLearningOptions, Pick<FillOptions, "columns"> {}

export const IMPUTE_TABLE_OPTIONS: OptionNames<ImputeTableOptions> = { ...TABLE_LEARNING_OPTIONS, columns: true };

/** The values that were filled into a table. */
export interface ImputedTable extends FilledCells {
  /** Number of filled cells of each column. */
  readonly filled: Readonly<Record<string, number>>;
}

/** The values that were filled into rows as objects, and the filled rows. */
export interface ImputedRows<Row extends RowObject> extends ImputedTable {
  readonly filledRows: readonly Row[];
}

/**
 * Fills the missing cells of a table from the other cells of their rows, with a range or probabilities. It learns from the table
 * itself, so no model is needed. It uses relations between numbers ("total = price × quantity"), values that determine others,
 * and networks that predict each column from the others.
 * @param data - File or Blob of a table, or rows as objects, which are returned filled; at least 50 rows unless `model` is given.
 * @throws DataError if the table has too few rows or can't be read; OptionError if a column doesn't exist; the signal's reason.
 * @example
 * const { filledRows, cells } = await imputeTable(rows);
 * console.log(cells[0]); // { row: 3, column: "total", value: "14.51", from: ["price", "quantity"] }
 */
export function imputeTable<Row extends RowObject>(data: readonly Row[], options?: ImputeTableOptions): Promise<ImputedRows<Row>>;
export function imputeTable(data: Blob | Records, options?: ImputeTableOptions): Promise<ImputedTable>;
export async function imputeTable(
  data: Blob | Records,
  options: ImputeTableOptions = {},
): Promise<ImputedTable | ImputedRows<TableRecord>> {
  const task = knownOptions("imputeTable", options, IMPUTE_TABLE_OPTIONS);
  const found = await imputeCells(await formedCells(data, task), task);
  return areRecords(data) ? { ...found, filledRows: filledRows(data, found.cells) } : found;
}

/** Fills a table in memory. */
export async function imputeCells(
  table: MemoryTable,
  { onProgress, runtime: given, device, columns, seed, signal, model }: ImputeTableOptions,
): Promise<ImputedTable> {
  const told = { columns, signal, onProgress: stagesOf(onProgress) };
  expectToLearn(model, { seed });
  const found = await withPrograms({ runtime: given, device }, (runtime) =>
    model ? model.fill(table, { ...told, runtime }) : fillTable(table, { ...told, seed, runtime }),
  );
  return withCounts(found);
}

/** Adds the number of filled cells of each column. */
export function withCounts(found: FilledCells): ImputedTable {
  const filled: Record<string, number> = {};
  for (const { column } of found.cells) filled[column] = (filled[column] ?? 0) + 1;
  return { ...found, filled };
}

/** Returns copies of rows with the filled values, which have the type of the column's other values. */
function filledRows(rows: readonly TableRecord[], cells: readonly FilledCell[]): TableRecord[] {
  const copies = rows.map((row): Record<string, unknown> => ({ ...row }));
  const likes = new Map<string, unknown>();
  for (const { row, column, value } of cells) {
    if (!likes.has(column)) likes.set(column, rows.find((one) => !isMissing(one[column]))?.[column]);
    copies[rowIndex(row)]![column] = typed(value, likes.get(column));
  }
  return copies;
}

function typed(text: string, like: unknown): unknown {
  if (like instanceof Date) return new Date(text);
  if (typeof like === "number") return Number(text);
  if (typeof like === "bigint") return BigInt(text);
  return typeof like === "boolean" ? text === "true" : text;
}
