import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { type RowResults, readBeside, writeBeside } from "../data/tables/duckdb/beside.node.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import { rowsWithKey } from "../data/tables/duckdb/key-rows.node.ts";
import { keyColumns, readFeatures } from "../data/tables/duckdb/read.node.ts";
import { tableWriter } from "../data/tables/duckdb/write.node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { openFor, openTableFor } from "../tasks/open.node.ts";
import type { CommonOptions, Output } from "./command.ts";

/** DATA's rows as codings, and results of some of them beside what else is known of those rows. */
export interface CodedRows {
  readonly name: string;
  /** [rows, codings] */
  readonly codings: NdArray<"float32">;
  /** Of data that isn't a table. */
  readonly examples?: NdArray<"uint8"> | NdArray<"float32">;
  /** What rows can be told by: a table's key columns, the "name" of images in a folder. */
  readonly keys: readonly string[];
  /** The rows whose key has a value, in their order. */
  rowsWith(key: string, value: string): Promise<readonly number[]>;
  read(results: RowResults): Promise<Record<string, Cell>[]>;
  write(results: RowResults, file: string): Promise<void>;
  close(): void;
}

export interface CodedRowsOptions extends CommonOptions {
  readonly part: "train" | "test";
  readonly query?: string;
}

/** Encodes DATA. @throws DataError as the table's or the dataset's reader. */
export const codedRows = (
  autoencoder: Autoencoder,
  data: string,
  options: CodedRowsOptions,
  { runtime, output }: { runtime: Runtime; output: Output },
): Promise<CodedRows> =>
  autoencoder.settings.table
    ? codedTable(autoencoder, data, options, runtime)
    : codedExamples(autoencoder, data, options, { runtime, output });

async function codedTable(
  autoencoder: Autoencoder,
  data: string,
  { query }: CodedRowsOptions,
  runtime: Runtime,
): Promise<CodedRows> {
  const source = await openTableFor(data, {
    ...(query !== undefined && { query }),
    preprocessing: autoencoder.settings.table!,
  });
  try {
    const keys = keyColumns(source, autoencoder.settings.table!);
    const width = sizeOf(autoencoder.trained.encoder.outputShape);
    const codings = ndarray("float32", [source.rowCount, width], new Float32Array(source.rowCount * width));
    for await (const { start, features } of readFeatures(source, autoencoder.settings.table!, { keys: false }))
      codings.data.set((await autoencoder.transform(features, { runtime })).data, start * width);
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

async function codedExamples(
  autoencoder: Autoencoder,
  data: string,
  options: CodedRowsOptions,
  { runtime, output }: { runtime: Runtime; output: Output },
): Promise<CodedRows> {
  const { name, examples, labels, classes, rowNames } = await openFor(autoencoder, data, { ...options, ...output.tell });
  const codings = await autoencoder.transform(examples, { runtime });
  const labelOf = (row: number): Cell => classes?.[labels!.data[row]!] ?? String(labels!.data[row]);
  const known: readonly (readonly [name: string, of: (row: number) => Cell])[] = [
    ...(rowNames ? [["name", (row: number) => rowNames[row]!] as const] : []),
    ...(labels ? [["label", labelOf] as const] : []),
  ];
  const withKnown = ({ rows, columns, values }: RowResults) => ({
    columns: [...columns, ...known.map(([column]) => ({ name: column, type: "text" as const }))],
    values: [...values, ...known.map(([, of]) => Array.from(rows, of))],
  });
  return {
    name,
    codings: ndarray("float32", [examples.shape[0]!, sizeOf(codings.shape.slice(1))], codings.data),
    examples,
    keys: rowNames ? ["name"] : [],
    rowsWith: async (_key, value) => rowNames!.flatMap((rowName, row) => (rowName === value ? [row] : [])),
    async read(results) {
      const { columns, values } = withKnown(results);
      return Array.from(results.rows, (_, i) => Object.fromEntries(columns.map((column, c) => [column.name, values[c]![i]!])));
    },
    async write(results, file) {
      const { columns, values } = withKnown(results);
      const writer = await tableWriter(file, columns, results.rows.length);
      await writer.write(values);
      await writer.close();
    },
    close: () => undefined,
  };
}
