import type { Dataset } from "../dataset.ts";
import { type MemoryTableOptions, tableDataset } from "./memory/dataset.ts";
import { tableOfObjects } from "./memory/objects.ts";
import type { MemoryTable } from "./memory/table.ts";
import { RECORDS, type Records, recordParts, type TableRecord } from "./records.ts";
import { expectNoStrays } from "./schema/strays.ts";

/**
 * Converts rows as objects to a table in memory.
 * @throws DataError if a row isn't an object, a number is infinite, or there are no rows.
 */
export async function tableOfRecords(records: Records): Promise<MemoryTable> {
  const rows: TableRecord[] = [];
  for await (const part of recordParts(records)) rows.push(...part);
  return tableOfObjects(rows, RECORDS);
}

/**
 * Converts rows as objects to a dataset: float32 [rows, features], NaN for a missing value.
 * @param onNote receives the dataset's notes. Without it, texts among numbers or times are refused, because nobody would notice
 * them.
 * @throws DataError, OptionError as `openTable` does.
 */
export async function datasetOfRecords(
  records: Records,
  {
    options,
    onNote,
  }: { readonly options?: MemoryTableOptions | undefined; readonly onNote?: ((note: string) => void) | undefined },
): Promise<Dataset> {
  const { dataset, strays } = await tableDataset(await tableOfRecords(records), options);
  if (!onNote) expectNoStrays(dataset.name, strays);
  for (const note of dataset.notes ?? []) onNote?.(note);
  return dataset;
}
