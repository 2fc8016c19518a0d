import { DataError } from "../../core/errors.ts";
import { knownOptions, type OptionNames } from "../../core/options.ts";
import type { Dataset } from "../dataset.ts";
import { readerOf } from "../readers/index.ts";
import { mostInPage } from "../readers/limits.ts";
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

/** Options of `openTable`: how to read the table, which columns to use and how, and which rows to hold out. */
export type TableOptions = MemoryTableOptions;

const TABLE_OPTIONS: OptionNames<TableOptions> = {
  preprocessing: true,
  ...LEARN_OPTIONS,
  ...READING_OPTIONS,
  validation: true,
  seed: true,
};

/**
 * Opens a table as a dataset: float32 [rows, features], NaN for a missing value. Held-out rows are drawn evenly from the whole
 * table and moved to the end; otherwise, rows keep their order. The whole table is read into memory.
 * @param data a File or Blob (CSV, TSV, JSON, Excel, Arrow or Parquet; the content decides), or rows as objects.
 * @param options how to read the file, which columns to use and how, and which rows to hold out; everything is detected by
 * default.
 * @throws DataError, OptionError with the file or column, the row, and what to do.
 * @example const dataset = await openTable(input.files[0], { label: "species", validation: 0.1 });
 */
export async function openTable(data: Blob | Records, options: TableOptions = {}): Promise<Dataset> {
  knownOptions("openTable", options, TABLE_OPTIONS);
  if (typeof data === "string")
    throw new DataError(`A page can't open the path "${data}". Use a File, a Blob or an array of objects.`);
  return (await tableDataset(await memoryTable(data, options), options)).dataset;
}

/** Reads a File or Blob, or rows as objects, into a table in memory. @throws DataError if it isn't a table. */
export async function memoryTable(data: Blob | Records, options: TableOptions = {}): Promise<MemoryTable> {
  return data instanceof Blob ? tableIn(data, options) : tableOfRecords(data);
}

/**
 * Converts rows as objects to a dataset, as `openTable` does for a JSON file with the same rows.
 * @param records the rows.
 * @param options as for `openTable`.
 * @throws DataError if a row isn't an object, a number is infinite, or there are no rows; also as `openTable` does.
 * @example const dataset = await fromRecords([{ age: 31, plan: "basic" }, { age: 45, plan: null }]);
 */
export const fromRecords = (records: Records, options: TableOptions = {}): Promise<Dataset> => openTable(records, options);

async function tableIn(blob: Blob, options: TableOptions): Promise<MemoryTable> {
  const path = await blobName(blob);
  const packed = new Uint8Array(await blob.arrayBuffer());
  const bytes = unpacked(packed, path, mostInPage(options.maxMemory));
  const reader = readerOf(bytes, path);
  if (reader?.holds !== "table")
    throw new DataError(
      reader ? `${path} isn't a table. Use CSV, TSV, JSON, Excel, Arrow or Parquet.` : unreadable({ path, bytes, reader }),
    );
  return reader.read(bytes, path, openingFor(options, options.preprocessing));
}
