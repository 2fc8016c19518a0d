import type { NdArray } from "../../core/ndarray.ts";
import { type Dataset, rowNumberOf } from "../../data/dataset.ts";
import { csvOfColumns } from "../../data/tables/csv-text.ts";
import type { MemoryColumn } from "../../data/tables/memory/table.ts";
import { apartFrom } from "../../data/tables/schema/column-names.ts";
import type { Cell } from "../../data/tables/schema/column-types.ts";
import { parquetOfColumns, type TypedColumn, typedColumn } from "../../data/tables/typed-columns.ts";
import { codingNames } from "../../tasks/coding-names.ts";

/** All examples of a dataset with the values to export for each. */
export interface RowsToExport {
  readonly dataset: Dataset;
  /** The columns of a table, in the order of the examples. */
  readonly cells?: readonly MemoryColumn[];
  /** float32 [examples, codings]. */
  readonly codings?: NdArray<"float32">;
  /** [examples]; a higher score means a larger reconstruction error. */
  readonly scores?: ArrayLike<number>;
}

/**
 * Returns chosen examples as columns: row number in the file (`row`, from 1), name, label, the columns of the table, codings (z1, z2, …) and score.
 * Columns that the dataset doesn't have are left out.
 * @param rows indices of the examples in the dataset.
 */
export function exportColumns({ dataset, cells = [], codings, scores }: RowsToExport, rows: readonly number[]): TypedColumn[] {
  const { rowNames } = dataset;
  const width = codings?.shape[1] ?? 0;
  const floats = (name: string, of: (row: number) => number): TypedColumn => ({ name, type: "FLOAT", data: rows.map(of) });
  const first: TypedColumn[] = [
    { name: "row", type: "INT32", data: rows.map((row) => rowNumberOf(dataset, row)) },
    ...namesOf(rowNames, rows),
    ...labelColumnsOf(dataset, rows),
  ];
  const last = codingNames(width).map((name, i) => floats(name, (row) => codings!.data[row * width + i]!));
  if (scores) last.push(floats("score", (row) => scores[row]!));
  const taken = [...first, ...last].map(({ name }) => name);
  return [...first, ...apartFrom(taken, cellColumnsOf(cells, rows)), ...last];
}

/** Returns the columns that identify examples in addition to their numbers: names, or the key columns of a table in their own types. */
export function keyColumnsOf({ dataset, cells = [] }: RowsToExport, rows: readonly number[]): TypedColumn[] {
  const { rowNames, keys = {} } = dataset;
  const own = Object.keys(keys).flatMap((key) => cells.filter(({ name }) => name === key));
  return [...namesOf(rowNames, rows), ...cellColumnsOf(own, rows)];
}

const namesOf = (names: Dataset["rowNames"], rows: readonly number[]): TypedColumn[] =>
  names ? [{ name: "name", type: "STRING", data: rows.map((row) => names[row]!) }] : [];

/** Returns the labels of examples, or all columns of a table except its keys, with the label column first. */
export function ownColumnsOf({ dataset, cells = [] }: RowsToExport, rows: readonly number[]): TypedColumn[] {
  const { keys = {}, table } = dataset;
  const isLabel = ({ name }: MemoryColumn) => name === table?.label;
  const own = cells.filter(({ name }) => !Object.hasOwn(keys, name));
  const inOrder = [...own.filter(isLabel), ...own.filter((column) => !isLabel(column))];
  return [...labelColumnsOf(dataset, rows), ...cellColumnsOf(inOrder, rows)];
}

/** Returns the labels of examples as a column; none for a table, whose label is one of its own columns. */
function labelColumnsOf({ labels, classes, table }: Dataset, rows: readonly number[]): TypedColumn[] {
  if (!labels || table?.label !== undefined) return [];
  const label = (row: number): Cell => {
    const value = labels.data[row]!;
    return value < 0 ? null : (classes?.[value] ?? value);
  };
  return [typedColumn("label", rows.map(label))];
}

/** Returns the columns of chosen rows. Values keep the type of their column, whichever rows are chosen. */
const cellColumnsOf = (cells: readonly MemoryColumn[], rows: readonly number[]): TypedColumn[] =>
  cells.map(({ name, type, values: all, texts }) => {
    const values = rows.map((row) => all[row]!);
    if (type === "BOOLEAN" && texts) return { name, type: "STRING", data: rows.map((row) => texts[row]!) };
    if (type === "BOOLEAN")
      return { name, type: "BOOLEAN", data: values.map((value) => (value === null ? null : value === "true")) };
    if (type === "BIGINT") return { name, type: "INT64", data: values.map((value) => (value === null ? null : BigInt(value))) };
    if (type === "DOUBLE" || type === "DECIMAL") return { name, type: "DOUBLE", data: values };
    return { name, type: "STRING", data: values.map((value) => (value === null ? null : String(value))) };
  });

/** The formats of tables, with their media types. */
export const TABLES = { csv: "text/csv", parquet: "application/vnd.apache.parquet" } as const;

/** Returns columns as a file to download. @param name file name without its extension. */
export const tableFile = async (name: string, columns: readonly TypedColumn[], format: keyof typeof TABLES) => ({
  name: `${name}.${format}`,
  data: format === "csv" ? csvOfColumns(columns) : await parquetOfColumns(columns),
  type: TABLES[format],
});

/** Returns chosen examples as CSV. The first line holds the names; lines end in \n. */
export const exportCsv = (all: RowsToExport, rows: readonly number[]): string => csvOfColumns(exportColumns(all, rows));

/** Returns chosen examples as a Parquet file. */
export const exportParquet = (all: RowsToExport, rows: readonly number[]): Promise<Uint8Array> =>
  parquetOfColumns(exportColumns(all, rows));
