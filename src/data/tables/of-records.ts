import type { Dataset } from "../dataset.ts";
import { type MemoryTableOptions, tableDataset } from "./memory/dataset.ts";
import { tableOfObjects } from "./memory/objects.ts";
import type { MemoryTable } from "./memory/table.ts";
import { RECORDS, type Records, recordParts, type TableRecord } from "./records.ts";

/** Rows as objects as a table in memory. @throws DataError where a row is no object, a number is infinite, or there are no rows. */
export async function tableOfRecords(records: Records): Promise<MemoryTable> {
  const rows: TableRecord[] = [];
  for await (const part of recordParts(records)) rows.push(...part);
  return tableOfObjects(rows, RECORDS);
}

/** Rows as objects as a dataset: float32 [rows, features], NaN where a value is missing. @throws DataError, OptionError as `openTable`. */
export const datasetOfRecords = async (records: Records, options: MemoryTableOptions = {}): Promise<Dataset> =>
  (await tableDataset(await tableOfRecords(records), options)).dataset;
