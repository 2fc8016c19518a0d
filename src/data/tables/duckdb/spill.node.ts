import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { explainFileError } from "../../../core/files.node.ts";
import { temporaryFolder } from "../../../core/temporary.node.ts";
import { blobName } from "../blob-name.ts";
import { LargeWhole, RECORDS, type Records, recordParts, type TableRecord } from "../records.ts";

/**
 * Writes a table that isn't a file into a temporary folder, so that DuckDB can read it. A Blob is written under its name, because
 * DuckDB recognises compressed files by their extension. Rows as objects are written as JSON, one per line. Memory doesn't grow
 * with them.
 * @throws DataError if a row isn't an object, a number is infinite, or the disk is full.
 */
export async function spill(data: Blob | Records) {
  const { path: folder, remove } = await temporaryFolder();
  const path = join(folder, data instanceof Blob ? basename(await blobName(data)) : RECORDS);
  try {
    if (data instanceof Blob) await writeFile(path, data.stream());
    else await pipeline(linesOf(data), createWriteStream(path));
    return { path, remove };
  } catch (error) {
    remove();
    throw explainFileError(error, basename(path));
  }
}

async function* linesOf(records: Records): AsyncGenerator<string> {
  for await (const part of recordParts(records)) yield part.map(lineOf).join("");
}

const lineOf = (record: TableRecord): string =>
  `{${Object.entries(record)
    .map(([name, value]) => `${JSON.stringify(name)}:${text(value)}`)
    .join(",")}}\n`;

/** Writes a value as JSON. Whole numbers with too many digits keep their point. */
function text(value: unknown): string {
  if (value instanceof LargeWhole) return value.digits;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? (value as number).toExponential() : JSON.stringify(value);
}
