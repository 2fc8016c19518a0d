import { createReadStream } from "node:fs";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { explainFileError, isDevice, temporaryFor } from "../../../core/files.node.ts";
import { removeAtExit } from "../../../core/half-done.node.ts";
import { type Database, literal } from "./database.node.ts";
import { explainTableError } from "./explain.ts";
import { isJsonOutput } from "./patch-json.node.ts";
import type { Written } from "./source.node.ts";

/** How DuckDB writes a table, by the file's ending. */
const FORMATS = {
  ".parquet": "FORMAT parquet",
  ".csv": "FORMAT csv, HEADER",
  ".tsv": "FORMAT csv, HEADER, DELIMITER '\t'",
  ".json": "FORMAT json, ARRAY",
  ".jsonl": "FORMAT json",
} as const;

/** Endings that a table's own columns are written with. */
export const COPY_ENDINGS = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

interface CopyOptions {
  /** Called before the file takes its place, which may be the place of the file that was read. */
  readonly check?: () => Promise<void>;
  /** The delimiter of a .csv; a comma by default. */
  readonly delimiter?: string;
  /** What a .parquet tells of itself, by keys. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** Whether an output file is a text table (CSV or TSV). */
export const isTextFile = (file: string): boolean => !/\.(parquet|jsonl?|npy)$/.test(file);

/** What a file has of its own beside its cells: the delimiter of a .csv, unless that is a tabulator, and what Parquet tells of itself. */
export const ownStyle = ({ delimiter, metadata }: Written): Pick<CopyOptions, "delimiter" | "metadata"> => ({
  metadata,
  ...(delimiter !== undefined && delimiter !== "\t" && { delimiter }),
});

/** Whether a file can have a table's cells as they stand in their own file. */
export const takesWritten = (file: string, { kind, jsonFile }: Written): boolean =>
  kind === "csv" ? isTextFile(file) : kind === "json" ? isJsonOutput(file, jsonFile ?? "") : file.endsWith(".parquet");

/**
 * Writes a query's result with the columns' own types, by the file's ending; "-" writes CSV to stdout. The file is there whole or not at all, and memory
 * doesn't grow with it.
 * @throws DataError where the query fails or the file can't be written; nothing is left behind then.
 */
export async function copyTable(
  database: Database,
  sql: string,
  file: string,
  { check = async () => undefined, delimiter = ",", metadata = {} }: CopyOptions = {},
): Promise<void> {
  const ending = COPY_ENDINGS.find((known) => file.endsWith(known)) ?? ".csv";
  const direct = file === "-" || (await isDevice(file));
  let temporary: string;
  try {
    temporary = await temporaryFor(direct ? join(tmpdir(), basename(file)) : file);
    // Made here first, so that what is wrong with the place is said as of any other file.
    await (await open(temporary, "w")).close();
  } catch (error) {
    throw explainFileError(error, file);
  }
  const keep = removeAtExit(temporary);
  try {
    await database.run(`SET temp_directory = ${literal(tmpdir())}`);
    await database
      .run(
        `COPY (${sql}) TO ${literal(temporary)} (${FORMATS[ending]}${ending === ".csv" ? `, DELIMITER ${literal(delimiter)}` : ""}${ending === ".parquet" ? metadataSql(metadata) : ""})`,
      )
      .catch((error: unknown) => {
        throw explainTableError(error, file);
      });
    await check();
    if (file === "-") for await (const part of createReadStream(temporary)) await toStdout(part);
    else if (direct) await writeFile(file, createReadStream(temporary), { flag: "a" });
    else {
      const written = await open(temporary, "r+");
      await written.sync().finally(() => written.close());
      await rename(temporary, file);
    }
  } catch (error) {
    throw explainFileError(error, file);
  } finally {
    await rm(temporary, { force: true });
    keep();
  }
}

function metadataSql(metadata: Readonly<Record<string, string>>): string {
  const entries = Object.entries(metadata).map(([key, value]) => `${literal(key)}: ${literal(value)}`);
  return entries.length === 0 ? "" : `, KV_METADATA {${entries.join(", ")}}`;
}

const toStdout = (part: Uint8Array): Promise<void> =>
  new Promise((resolve) => (process.stdout.write(part) ? resolve() : process.stdout.once("drain", resolve)));
