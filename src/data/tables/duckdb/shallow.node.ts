import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { DataError } from "../../../core/errors.ts";
import { firstBytes } from "../../../core/files.node.ts";
import { DEEPEST_TABLE, depthScanner, tooDeep } from "../../../core/json-depth.ts";
import { isGzip } from "../../readers/promised.ts";
import { type Database, literal } from "./database.node.ts";

/** The byte with which an object begins. */
const BRACE = 0x7b;
/** Maximum number of bytes of an object. DuckDB reads no longer ones, but would notice it late. */
const LONGEST_OBJECT = 2 ** 26;

/** Maximum number of different names in all objects. DuckDB makes a field of each, which takes minutes if there are more. */
const MOST_KEYS = 50_000;

/** Number of bytes that are read at a time. */
const STEP = 2 ** 20;

/**
 * Checks the nesting and the names of JSON. DuckDB's reader is recursive, so a file that is nested too deep would crash the process.
 * @throws DataError if a file is nested too deep, with the byte in its decompressed contents, or if it has too many names or a too
 * long object.
 */
export async function expectShallowFiles(database: Database, files: readonly string[]): Promise<void> {
  const keys = new Set<number>();
  for (const file of files) {
    const scan = depthScanner(DEEPEST_TABLE, (hash) => keys.add(hash));
    let without = 0;
    for await (const part of await partsOf(database, file)) {
      const at = scan(part);
      if (at !== undefined) throw tooDeep(basename(file), at, DEEPEST_TABLE);
      if (keys.size > MOST_KEYS)
        throw new DataError(
          `${basename(file)} has objects with more than ${MOST_KEYS} different names, too many for a table. Give lists instead of objects whose names are data.`,
        );
      without = part.includes(BRACE) ? 0 : without + part.length;
      if (without > LONGEST_OBJECT)
        throw new DataError(`${basename(file)} has an object that is longer than 64 MB. Split it into several rows.`);
    }
  }
}

/** Returns a file's decompressed contents in parts. A damaged gzip ends early here; DuckDB reports it when it reads the file. */
async function partsOf(database: Database, file: string): Promise<AsyncIterable<Uint8Array>> {
  if (/\.zst$/i.test(file)) return linesOf(database, file);
  const bytes = createReadStream(file, { highWaterMark: STEP });
  return isGzip(await firstBytes(file, 2)) ? untilBroken(bytes.pipe(createGunzip({ chunkSize: STEP }))) : bytes;
}

async function* untilBroken(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* parts;
  } catch {
    return;
  }
}

/** Yields the lines of a Zstandard file. DuckDB decompresses it, because Node 20 can't. */
async function* linesOf(database: Database, file: string): AsyncGenerator<Uint8Array> {
  const how = "auto_detect = false, header = false, columns = {line: 'VARCHAR'}, delim = '\x01', quote = '', escape = ''";
  for await (const chunk of database.chunks(`SELECT line FROM read_csv(${literal(file)}, ${how}, compression = 'zstd')`))
    for (const line of chunk.getColumnValues(0)) yield Buffer.from(`${line ?? ""}\n`);
}
