import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { ahead } from "../data/ahead.ts";
import { isTextFile } from "../data/tables/duckdb/copy.node.ts";
import { keyColumns, readFeatures } from "../data/tables/duckdb/read.node.ts";
import { STREAMING_MEMORY } from "../data/tables/duckdb/stream.node.ts";
import { rowNumbers, tableWriter } from "../data/tables/duckdb/write.node.ts";
import { apartFrom } from "../data/tables/schema/column-names.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { openTableFor } from "../tasks/open.node.ts";
import { count, type Output } from "./command.ts";
import { givenCells, givenColumns } from "./table-cells.ts";

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
  const source = await openTableFor(data, {
    ...(query !== undefined && { query }),
    preprocessing: table,
    keysAsWritten: isTextFile(file),
    memory: STREAMING_MEMORY,
  });
  try {
    const runtime = await nodeRuntime({}, output.say);
    const keys = keyColumns(source, table);
    const named = apartFrom(["row"], keys);
    const columns = givenColumns(table, ["row", ...named.map(({ name }) => name)]);
    const writer = await tableWriter(file, [{ name: "row", type: "whole" }, ...named, ...columns], source.rowCount);
    try {
      for await (const { start, features, keys: values } of ahead(readFeatures(source, table, { warn: output.say }))) {
        const rebuilt = await autoencoder.reconstruct(features, { runtime });
        const rows = rebuilt.shape[0]!;
        await writer.write([rowNumbers(start, rows), ...keys.map(({ name }) => values[name]!), ...givenCells(table, rebuilt)]);
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
