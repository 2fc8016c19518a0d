import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { freeName } from "../autoencoders/table-outputs.ts";
import type { NdArray } from "../core/ndarray.ts";
import { ahead } from "../data/ahead.ts";
import { type Column, featureCount, type TablePreprocessing } from "../data/tables/columns.ts";
import type { Cell } from "../data/tables/database.node.ts";
import { fromFeatures } from "../data/tables/features.ts";
import { keyColumns, readFeatures } from "../data/tables/read.node.ts";
import { openTableSource } from "../data/tables/source.node.ts";
import { STREAMING_MEMORY } from "../data/tables/stream.node.ts";
import { type ResultColumn, rowNumbers, tableWriter } from "../data/tables/write.node.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { count, type Output } from "./command.ts";

/**
 * Writes a table as a model rebuilds it: row, key columns, and each column that it learned from in the table's own terms; of a time, what its cycles say.
 * @returns [rows, columns that were rebuilt].
 */
export async function reconstructTable(
  autoencoder: Autoencoder,
  table: TablePreprocessing,
  { data, file, query }: { readonly data: string; readonly file: string; readonly query?: string | undefined },
  output: Output,
): Promise<readonly [number, number]> {
  const source = await openTableSource(data, {
    ...(query !== undefined && { query }),
    preprocessing: table,
    memory: STREAMING_MEMORY,
  });
  try {
    const runtime = await nodeRuntime({}, output.say);
    const keys = keyColumns(source, table);
    const taken = new Set(["row", ...keys.map(({ name }) => name)]);
    const columns = table.columns.map((column): ResultColumn => ({ name: freeName(column.name, taken), type: typeOf(column) }));
    const writer = await tableWriter(file, [{ name: "row", type: "whole" }, ...keys, ...columns], source.rowCount);
    try {
      for await (const { start, features, keys: values } of ahead(readFeatures(source, table, { warn: output.say }))) {
        const rebuilt = await autoencoder.reconstruct(features, { runtime });
        const rows = rebuilt.shape[0]!;
        await writer.write([rowNumbers(start, rows), ...keys.map(({ name }) => values[name]!), ...cellsOf(table, rebuilt)]);
        output.live(`${count(start + rows)}/${count(source.rowCount)} rows`);
      }
      await writer.close();
    } catch (error) {
      await writer.abort();
      throw error;
    }
    return [source.rowCount, columns.length];
  } finally {
    source.close();
  }
}

const typeOf = (column: Column): ResultColumn["type"] => (column.kind !== "number" ? "text" : column.whole ? "long" : "double");

/** A column's cells after the other, of rows [n, features]. */
function cellsOf({ columns }: TablePreprocessing, { shape, data }: NdArray<"float32">): Cell[][] {
  const [rows, width] = shape as readonly [number, number];
  let next = 0;
  return columns.map((column) => {
    const at = next;
    const size = featureCount(column);
    next += size;
    return Array.from({ length: rows }, (_, row) =>
      fromFeatures(column, data.subarray(row * width + at, row * width + at + size)),
    );
  });
}
