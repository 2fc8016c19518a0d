import type { Autoencoder } from "../autoencoders/index.ts";
import { tableWriter } from "../data/tables/duckdb/write.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { streamingRuntime } from "../tasks/open.node.ts";
import { count, type Output } from "./command.ts";
import { givenCells, givenColumns } from "./table-cells.ts";

/** Rows that are made at a time. */
const PART = 10_000;

/**
 * Writes new rows of the table that a model learned from: each column in the table's own terms, categories drawn by their probabilities.
 * @returns [rows, columns].
 */
export async function generateTable(
  autoencoder: Autoencoder,
  table: TablePreprocessing,
  { rows, file, seed }: { readonly rows: number; readonly file: string; readonly seed?: number | undefined },
  output: Output,
): Promise<readonly [number, number]> {
  const runtime = await streamingRuntime(autoencoder.trained.decoder, output.say);
  try {
    const next = autoencoder.generator({ runtime, ...(seed !== undefined && { seed }) });
    const columns = givenColumns(table);
    const writer = await tableWriter(file, columns, rows);
    try {
      for (let start = 0; start < rows; start += PART) {
        const features = await next(Math.min(PART, rows - start));
        await writer.write(givenCells(table, features));
        output.live(`${count(start + features.shape[0]!)}/${count(rows)} rows`);
      }
      await writer.close();
    } catch (error) {
      await writer.abort();
      throw error;
    }
    return [rows, columns.length];
  } finally {
    await runtime.close();
  }
}
