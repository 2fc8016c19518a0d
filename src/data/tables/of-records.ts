import type { Dataset } from "../dataset.ts";
import { type MemoryTableOptions, tableDataset } from "./memory/dataset.ts";
import { tableOfObjects } from "./memory/objects.ts";
import type { MemoryTable } from "./memory/table.ts";
import { RECORDS, type Records, recordParts, type TableRecord } from "./records.ts";
import { expectNoStrays } from "./schema/strays.ts";

/** Rows as objects as a table in memory. @throws DataError where a row is no object, a number is infinite, or there are no rows. */
export async function tableOfRecords(records: Records): Promise<MemoryTable> {
  const rows: TableRecord[] = [];
  for await (const part of recordParts(records)) rows.push(...part);
  return tableOfObjects(rows, RECORDS);
}

/**
 * Rows as objects as a dataset: float32 [rows, features], NaN where a value is missing.
 * @param onNote told the dataset's notes; without it, texts among numbers or times are refused, as nobody would learn of them.
 * @throws DataError, OptionError as `openTable`.
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
