import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { dateOf } from "../core/dates.ts";
import type { NdArray } from "../core/ndarray.ts";
import { asRows } from "../core/rows.ts";
import type { Dataset } from "../data/dataset.ts";
import { areRecords } from "../data/given/dataset.ts";
import { type RowResults, readBeside, writeBeside } from "../data/tables/duckdb/beside.node.ts";
import { rowsWithKey } from "../data/tables/duckdb/key-rows.node.ts";
import { keyColumns } from "../data/tables/duckdb/read.node.ts";
import { type ResultColumn, writeTable } from "../data/tables/duckdb/write.node.ts";
import type { TableRecord } from "../data/tables/records.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { readingIn } from "../data/tables/schema/reading.ts";
import { typedColumn } from "../data/tables/typed-columns.ts";
import { encodeParts } from "./encode.ts";
import { examplesFor, rowsInParts, type TaskData } from "./example-parts.node.ts";
import { partsInMemory } from "./example-parts.ts";
import { type DataOptions, openTableFor } from "./open.node.ts";

/** The codings of rows, and functions that read or write results for some rows together with their own columns. */
export interface CodedRows {
  readonly name: string;
  /** [rows, codings] */
  readonly codings: NdArray<"float32">;
  /** [rows, …]: the examples, unless the data is the file of a table. */
  readonly examples?: Dataset["examples"];
  /** Names of the columns that identify rows: the key columns of a table, or "name" for images in a folder. */
  readonly keys: readonly string[];
  /** Returns the indices of the rows whose key has a value, in rising order. */
  rowsWith(key: string, value: string): Promise<readonly number[]>;
  read(results: RowResults): Promise<Record<string, Cell>[]>;
  write(results: RowResults, file: string): Promise<void>;
  close(): void;
}

/** Encodes all rows of data. @throws DataError if the data can't be read; the signal's reason. */
export const codedRows = (autoencoder: Autoencoder, data: TaskData, options: DataOptions): Promise<CodedRows> =>
  autoencoder.settings.table && typeof data === "string"
    ? codedTable(autoencoder, data, options)
    : codedExamples(autoencoder, data, options);

async function codedTable(autoencoder: Autoencoder, data: string, { query, ...task }: DataOptions): Promise<CodedRows> {
  const table = autoencoder.settings.table!;
  const source = await openTableFor(data, { query, preprocessing: table, ...readingIn(task) });
  try {
    const keys = keyColumns(source, table);
    const { codings } = await encodeParts(autoencoder, rowsInParts(source, table, { keys: false, strays: task.onNote }), task);
    return {
      name: source.name,
      codings,
      keys: keys.map(({ name }) => name),
      rowsWith: (key, value) => rowsWithKey(source, keys.find(({ name }) => name === key)!, value),
      read: (results) => readBeside(source, results),
      write: (results, file) => writeBeside(source, results, file),
      close: () => source.close(),
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

async function codedExamples(autoencoder: Autoencoder, data: TaskData, options: DataOptions): Promise<CodedRows> {
  const dataset = await examplesFor(autoencoder, data, options);
  const { name, examples, labels, classes, rowNames, keys = {} } = dataset;
  const { codings } = await encodeParts(autoencoder, partsInMemory(dataset, autoencoder.trained.encoder), options);
  const labelOf = (row: number): Cell => classes?.[labels!.data[row]!] ?? String(labels!.data[row]);
  const known: readonly (readonly [name: string, of: (row: number) => Cell])[] = [
    ...(rowNames ? [["name", (row: number) => rowNames[row]!] as const] : []),
    ...(labels ? [["label", labelOf] as const] : []),
  ];
  const cells = areRecords(data) ? cellsOf(data) : keys;
  const beside = Object.entries(cells).map(([column, values]) => ({ column, values, type: resultType(column, values) }));
  const withKnown = ({ rows, columns, values }: RowResults) => ({
    columns: [
      ...columns,
      ...known.map(([column]) => ({ name: column, type: "text" as const })),
      ...beside.map(({ column, type }) => ({ name: column, type })),
    ],
    values: [
      ...values,
      ...known.map(([, of]) => Array.from(rows, of)),
      ...beside.map((each) => Array.from(rows, (row) => each.values[row]!)),
    ],
  });
  return {
    name,
    codings: asRows(codings),
    examples,
    keys: rowNames ? ["name"] : Object.keys(keys),
    rowsWith: async (key, value) =>
      (rowNames ?? keys[key]!).flatMap((own, row) => (own !== null && String(own) === value ? [row] : [])),
    async read(results) {
      const { columns, values } = withKnown(results);
      return Array.from(results.rows, (_, i) => Object.fromEntries(columns.map((column, c) => [column.name, values[c]![i]!])));
    },
    async write(results, file) {
      const { columns, values } = withKnown(results);
      await writeTable(file, columns, results.rows.length, (write) => write(values));
    },
    close: () => undefined,
  };
}

/** Converts rows as objects to columns of cells. */
function cellsOf(records: readonly TableRecord[]): Record<string, readonly Cell[]> {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return Object.fromEntries(names.map((name) => [name, records.map((record) => cellOf(record[name]))]));
}

/** Converts a value to a cell: a time to its date, and a whole number above 2^53 to text. */
function cellOf(value: unknown): Cell {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : dateOf(value.getTime() / 1000);
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return typeof value === "number" || typeof value === "boolean" ? value : String(value);
}

/** Returns the type of a column of cells in a file. */
function resultType(name: string, values: readonly Cell[]): ResultColumn["type"] {
  const { type } = typedColumn(name, values);
  if (type === "BOOLEAN") return "boolean";
  return type === "STRING" ? "text" : type === "DOUBLE" ? "double" : "long";
}
