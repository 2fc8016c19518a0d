import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { DEEPEST_TABLE, depthScanner, tooDeep } from "../../core/json-depth.ts";
import { type Database, literal } from "./database.node.ts";

/** Bytes of a file that are looked at together. */
const STEP = 2 ** 20;

/**
 * DuckDB calls itself for each level of JSON, so that deep files end the process.
 * @throws DataError where a file nests deeper than a table may: which, and at which byte of what it holds unpacked.
 */
export async function expectShallowFiles(database: Database, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const scan = depthScanner(DEEPEST_TABLE);
    for await (const part of await partsOf(database, file)) {
      const at = scan(part);
      if (at !== undefined) throw tooDeep(basename(file), at, DEEPEST_TABLE);
    }
  }
}

/** What a file holds, unpacked, a part after the other. What is wrong with a gzip, DuckDB says when it reads the file. */
async function partsOf(database: Database, file: string): Promise<AsyncIterable<Uint8Array>> {
  if (/\.zst$/i.test(file)) return linesOf(database, file);
  const bytes = createReadStream(file, { highWaterMark: STEP });
  return (await isGzip(file)) ? untilBroken(bytes.pipe(createGunzip({ chunkSize: STEP }))) : bytes;
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

async function* untilBroken(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* parts;
  } catch {
    return;
  }
}

/** Node 20 doesn't unpack Zstandard, and DuckDB gives its lines. */
async function* linesOf(database: Database, file: string): AsyncGenerator<Uint8Array> {
  const how = "auto_detect = false, header = false, columns = {line: 'VARCHAR'}, delim = '\x01', quote = '', escape = ''";
  for await (const chunk of database.chunks(`SELECT line FROM read_csv(${literal(file)}, ${how}, compression = 'zstd')`))
    for (const line of chunk.getColumnValues(0)) yield Buffer.from(`${line ?? ""}\n`);
}
