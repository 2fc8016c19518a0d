import { DataError } from "../../core/errors.ts";
import { knownOptions, type OptionNames } from "../../core/options.ts";
import type { Dataset } from "../dataset.ts";
import { readerOf } from "../readers/index.ts";
import { unpacked } from "../readers/unpacked.ts";
import { unreadable } from "../readers/unread.ts";
import { blobName } from "./blob-name.ts";
import { type MemoryTableOptions, tableDataset } from "./memory/dataset.ts";
import type { MemoryTable } from "./memory/table.ts";
import { tableOfRecords } from "./of-records.ts";
import type { Records } from "./records.ts";
import { LEARN_OPTIONS } from "./schema/learn.ts";
import { openingFor } from "./schema/opening.ts";
import { READING_OPTIONS } from "./schema/reading.ts";

export type TableOptions = Omit<MemoryTableOptions, "mostBytes">;

const TABLE_OPTIONS: OptionNames<TableOptions> = {
  preprocessing: true,
  ...LEARN_OPTIONS,
  ...READING_OPTIONS,
  validation: true,
  seed: true,
};

/**
 * A table as a dataset: float32 [rows, features], NaN where a value is missing. Where rows are held out, they are the last ones, drawn evenly
 * from all of the table; else rows stand in their order. All of it is read into memory.
 * @param data a File or Blob (CSV, TSV, JSON, Parquet, packed with gzip or not; seen from the content), or rows as objects.
 * @throws DataError, OptionError in one line: the file or the column, the row, and what to do.
 * @example const dataset = await openTable(input.files[0], { label: "species", validation: 0.1 });
 */
export async function openTable(data: Blob | Records, options: TableOptions = {}): Promise<Dataset> {
  knownOptions("openTable", options, TABLE_OPTIONS);
  if (typeof data === "string")
    throw new DataError(`A page can't open the path "${data}". Give a File, a Blob or an array of objects.`);
  return (await tableDataset(await memoryTable(data, options), options)).dataset;
}

/** A File or Blob of a table, or rows as objects, as columns of cells in memory. @throws DataError in one line where it is no table. */
export async function memoryTable(data: Blob | Records, options: TableOptions = {}): Promise<MemoryTable> {
  return data instanceof Blob ? tableIn(data, options) : tableOfRecords(data);
}

/**
 * Rows as objects as a dataset, as `openTable` makes it of a JSON file with the same rows.
 * @example const dataset = await fromRecords([{ age: 31, plan: "basic" }, { age: 45, plan: null }]);
 */
export const fromRecords = (records: Records, options: TableOptions = {}): Promise<Dataset> => openTable(records, options);

async function tableIn(blob: Blob, options: TableOptions): Promise<MemoryTable> {
  const path = await blobName(blob);
  const packed = new Uint8Array(await blob.arrayBuffer());
  const bytes = unpacked(packed, path);
  const reader = readerOf(bytes, path);
  if (reader?.holds !== "table")
    throw new DataError(
      reader ? `${path} is no table. Give CSV, TSV, JSON, Excel, Arrow or Parquet.` : unreadable({ path, bytes, reader }),
    );
  return reader.read(bytes, path, openingFor(options, options.preprocessing));
}
