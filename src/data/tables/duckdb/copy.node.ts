import { createReadStream } from "node:fs";
import { open, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { explainFileError, isDevice, temporaryFor } from "../../../core/files.node.ts";
import type { Temporary } from "../../../core/half-done.node.ts";
import { temporaryFolder } from "../../../core/temporary.node.ts";
import { type Database, literal } from "./database.node.ts";
import { explainTableError } from "./explain.ts";
import { isJsonOutput } from "./patch-json.node.ts";
import type { Written } from "./source.node.ts";

/** DuckDB's options for writing a table, by the file's extension. */
const FORMATS = {
  ".parquet": "FORMAT parquet",
  ".csv": "FORMAT csv, HEADER",
  ".tsv": "FORMAT csv, HEADER, DELIMITER '\t'",
  ".json": "FORMAT json, ARRAY",
  ".jsonl": "FORMAT json",
} as const;

/** Extensions of the formats that can store a table's own columns. */
export const COPY_ENDINGS = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

interface CopyOptions {
  /** Called before the finished file is moved to its place, where the input file may be. */
  readonly check?: () => Promise<void>;
  /** The delimiter of a .csv file; a comma by default. */
  readonly delimiter?: string;
  /** Metadata of a .parquet file. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** Whether an output file is a text table (CSV or TSV). */
export const isTextFile = (file: string): boolean => !/\.(parquet|jsonl?|npy)$/.test(file);

/** Returns a file's properties apart from its cells: the delimiter of a .csv, unless it is a tab, and the metadata of Parquet. */
export const ownStyle = ({ delimiter, metadata }: Written): Pick<CopyOptions, "delimiter" | "metadata"> => ({
  metadata,
  ...(delimiter !== undefined && delimiter !== "\t" && { delimiter }),
});

/** Whether a file can contain a table's cells as their own file has them. */
export const takesWritten = (file: string, { kind, jsonFile }: Written): boolean =>
  kind === "csv" ? isTextFile(file) : kind === "json" ? isJsonOutput(file, jsonFile ?? "") : file.endsWith(".parquet");

/**
 * Writes a query's result with its columns' types, in the format of the file's extension; "-" writes CSV to stdout. The file is
 * written completely or not at all, and memory doesn't grow with its size.
 * @throws DataError if the query fails or the file can't be written. No file is left behind then.
 */
export async function copyTable(
  database: Database,
  sql: string,
  file: string,
  { check = async () => undefined, delimiter = ",", metadata = {} }: CopyOptions = {},
): Promise<void> {
  const ending = COPY_ENDINGS.find((known) => file.endsWith(known)) ?? ".csv";
  const direct = file === "-" || (await isDevice(file));
  let fresh: Temporary | undefined;
  try {
    fresh = await (direct ? temporaryFolder() : temporaryFor(file));
    const path = direct ? join(fresh.path, "table") : fresh.path;
    // Creates the file here first, so that problems with its place get the usual message.
    await (await open(path, "w")).close();
    // With a temporary file of its own next to this one, DuckDB would leave that behind when it fails.
    await database
      .run(
        `COPY (${sql}) TO ${literal(path)} (USE_TMP_FILE false, ${FORMATS[ending]}${ending === ".csv" ? `, DELIMITER ${literal(delimiter)}` : ""}${ending === ".parquet" ? metadataSql(metadata) : ""})`,
      )
      .catch((error: unknown) => {
        throw explainTableError(error, file);
      });
    await check();
    if (file === "-") for await (const part of createReadStream(path)) await toStdout(part);
    else if (direct) await writeFile(file, createReadStream(path), { flag: "a" });
    else {
      const written = await open(path, "r+");
      await written.sync().finally(() => written.close());
      await rename(path, file);
    }
  } catch (error) {
    throw explainFileError(error, file);
  } finally {
    fresh?.remove();
  }
}

function metadataSql(metadata: Readonly<Record<string, string>>): string {
  const entries = Object.entries(metadata).map(([key, value]) => `${literal(key)}: ${literal(value)}`);
  return entries.length === 0 ? "" : `, KV_METADATA {${entries.join(", ")}}`;
}

const toStdout = (part: Uint8Array): Promise<void> =>
  new Promise((resolve) => (process.stdout.write(part) ? resolve() : process.stdout.once("drain", resolve)));
