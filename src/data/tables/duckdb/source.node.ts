// Symbol.asyncDispose is newer than the library that this project is compiled for.
/// <reference lib="esnext.disposable" preserve="true" />

import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { DataError, OptionError } from "../../../core/errors.ts";
import { exists } from "../../../core/files.node.ts";
import { expectKnown, optionsOf } from "../../../core/options.ts";
import { type WorkProgress, workProgress } from "../../../core/progress.ts";
import { shown } from "../../../core/words.ts";
import { builtIn } from "../../built-in/index.ts";
import type { Records } from "../records.ts";
import type { SourceColumn } from "../schema/column-types.ts";
import type { TablePreprocessing } from "../schema/columns.ts";
import { openingFor } from "../schema/opening.ts";
import { READING_OPTIONS, type ReadingOptions, readingFor } from "../schema/reading.ts";
import { type ConvertOptions, converted, type SheetPlace } from "./convert.node.ts";
import { type Database, openDatabase } from "./database.node.ts";
import { explainTableError } from "./explain.ts";
import { filesOf, fingerprint, isPattern, isRemote, splitArray, type TableKind, tableReader } from "./files.node.ts";
import type { FlatColumn } from "./flatten.node.ts";
import { makeRelation, type Reading, ROW, readingOf, type TableFiles } from "./relation.node.ts";
import { spill, temporaryFolder } from "./spill.node.ts";

export interface TableSourceOptions extends ReadingOptions {
  /** SQL whose result is the table; DATA is called `data` in it. All of DATA by default. */
  readonly query?: string;
  /** MiB that DuckDB may take; 4/5 of the machine's memory by default. */
  readonly memory?: number;
  /** What was learned of such a table before: columns that were text are then read as text, whatever they look like here. */
  readonly preprocessing?: TablePreprocessing;
  /** What was learned of such a table before, where only the names of its columns are to be found by it: all else is read as the file has it. */
  readonly namedAs?: TablePreprocessing;
  /** How columns were found to be written before, by name; those of `preprocessing` by default. */
  readonly forms?: TablePreprocessing["forms"];
  /** Whether key columns of a text file are read as text, character by character, instead of as numbers, times, and true or false. */
  readonly keysAsWritten?: boolean;
  /** Files of up to so many MiB are read once, into memory (256; a quarter of that where they are packed); larger ones are read anew for each use. */
  readonly inMemory?: number;
  /** Whether a larger text file is copied into a temporary Parquet file while it is read for the first time, because it will be read several times; false by default. */
  readonly readOften?: boolean;
  /** Told how far a long reading of a file has come, in MB. */
  readonly onProgress?: ((progress: WorkProgress) => void) | undefined;
}

/** What `openTableSource` takes. */
export const TABLE_SOURCE = optionsOf<TableSourceOptions>("openTableSource", {
  query: true,
  memory: true,
  preprocessing: true,
  namedAs: true,
  forms: true,
  keysAsWritten: true,
  inMemory: true,
  readOften: true,
  onProgress: true,
  ...READING_OPTIONS,
});

/** A table that can be read: where it is from, its columns, and the database that reads it. */
export interface TableSource {
  /** What messages call it. */
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  readonly rowCount: number;
  /** Its rows: a relation of the database, with a column `ROW` that counts them from 0 in their order. */
  readonly relation: string;
  readonly database: Database;
  /** The same rows as they stand in their file, for writing them again. Undefined for a query's result, and where DuckDB reads a file that was written for it. */
  readonly written?: Written;
  /** Whether key columns are texts as they stand in the file. */
  readonly keysAsWritten: boolean;
  /** Assumptions that were made about the file, one line each. */
  readonly notes: readonly string[];
  /** How its text file was told to be read. */
  readonly reading: ReadingOptions;
  /** @throws DataError where a file isn't what it was when it was opened. */
  expectUnchanged(): Promise<void>;
  /** Closes the database. It holds memory, and of data that aren't a file a temporary one, until then. */
  close(): void;
  /** Closes it at the end of a block: `await using source = await openTableSource(path)`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A table's cells as they stand in its file. */
export interface Written extends Pick<Reading, "delimiter" | "text" | "jsonFile" | "metadata" | "types"> {
  /** A cell of a text file is its text; a cell of a JSON file is JSON; one of a Parquet file has its type. */
  readonly kind: TableKind;
  /** The source's columns, where some are inside of objects, which are columns of the file. */
  readonly nested?: readonly FlatColumn[];
  /** The sheet of a workbook that the text was made of. */
  readonly sheet?: SheetPlace;
  /** SQL for a relation of the same columns and `ROW`. */
  readonly relation: string;
  /** Checks the file also if the source's own rows are in memory, because these cells are read from the file. @throws DataError if it has changed. */
  expectUnchanged(): Promise<void>;
}

const IN_MEMORY = 256;
const JSON_MEMORY = 512;
/** To look for expressions that queries of more columns have in common takes minutes: each is compared with each. */
const MANY_COLUMNS = 1000;

/**
 * Opens a table: CSV, TSV, JSON (lines or one array), Parquet, packed or not, a glob of them, or a URL where DuckDB's extension for it is installed; also a File or
 * Blob of such a format, and rows as objects.
 * @throws DataError in one line where it can't be read: the file, and its line where one is to blame.
 */
export async function openTableSource(data: string | Blob | Records, options: TableSourceOptions = {}): Promise<TableSource> {
  expectKnown(TABLE_SOURCE, options);
  for (const [name, size] of Object.entries({ memory: options.memory, inMemory: options.inMemory }))
    if (size !== undefined && (typeof size !== "number" || !(size >= 0)))
      throw new OptionError(`${name} is a number of MiB of at least 0, but this is ${shown(size)}.`);
  if (typeof data === "string") return disposable(await openPath(data, options));
  const { path, remove } = await spill(data);
  try {
    const source = await openPath(path, options);
    const close = () => {
      source.close();
      remove();
    };
    return disposable({ ...source, close });
  } catch (error) {
    remove();
    throw error;
  }
}

const disposable = (source: Omit<TableSource, typeof Symbol.asyncDispose>): TableSource => ({
  ...source,
  [Symbol.asyncDispose]: async () => source.close(),
});

async function openPath(given: string, options: TableSourceOptions): Promise<Omit<TableSource, typeof Symbol.asyncDispose>> {
  const { path, array } = splitArray(given);
  const isOne = !isRemote(path) && (!isPattern(path) || (await exists(path)));
  const name = isOne ? basename(path) : path;
  if (Object.hasOwn(builtIn, path) && !(await exists(path))) throw noTable(path, options);
  const { memory, onProgress } = options;
  const size = onProgress && isOne ? ((await stat(path).catch(() => undefined))?.size ?? 0) / 1e6 : 0;
  const onQuery =
    onProgress &&
    (() => {
      const tell = workProgress("MB", size > 0 ? size : undefined, onProgress);
      return (share: number) => tell(share * size);
    });
  const database = await openDatabase({ memory, ...(size > 0 && { onQuery }) });
  const copy = options.readOften && options.query === undefined ? await temporaryFolder() : undefined;
  let files: readonly string[] = isOne ? [path] : [];
  let before = "";
  let remove: () => void = () => copy?.remove();
  let reading: Reading | undefined;
  try {
    if (!isOne && !isRemote(path)) files = await filesOf(database, path);
    before = await fingerprint(files);
    if (isOne && (await stat(path)).isDirectory())
      throw new DataError(`${path} is a folder, not a table. Give a file, or several: "${path}/*.csv".`);
    const learned = options.preprocessing?.columns;
    const told = readingFor(options, options.preprocessing);
    const table = await tableFiles(path, files, { sheet: told.sheet, encoding: told.encoding, array });
    // Its reader takes so many MiB for itself, whatever the objects' sizes.
    if (table.kind === "json") await database.reserve(JSON_MEMORY);
    remove = () => {
      table.remove();
      copy?.remove();
    };
    const fits = isOne && (await stat(table.path)).size <= bytesInMemory(table.path, options);
    const asText = learned?.filter(({ kind }) => kind === "category").map((column) => column.name);
    const asked = {
      ...openingFor(options, options.preprocessing ?? options.namedAs),
      ...table.layout,
      ...(/\bcolumn0+\b/.test(options.query ?? "") && { known: ["column0"] }),
    };
    reading = await readingOf(database, table, asked);
    const relation = () =>
      makeRelation(database, reading!, {
        query: options.query,
        inMemory: fits,
        copy: copy && join(copy.path, "rows.parquet"),
        asText: new Set(asText),
        values: { ...told, preprocessing: options.preprocessing, forms: options.forms ?? options.preprocessing?.forms },
        kept:
          options.keysAsWritten && reading!.kind === "csv" && options.query === undefined
            ? keptAsText(options.preprocessing)
            : [],
      });
    const { columns, rowCount, notes } = await relation().catch(async (error: unknown) => {
      if (!reading!.again || !isOfText(error)) throw error;
      reading = { kind: reading!.kind, ...(await reading!.again()) };
      return relation();
    });
    if (columns.length === 0 || rowCount === 0) throw new DataError(`${name} has no rows. Give a table with some.`);
    if (columns.length > MANY_COLUMNS) await database.run("SET disabled_optimizers = 'common_subexpressions'");
    const expectUnchanged = async () => {
      if ((await fingerprint(files)) !== before) throw new DataError(`${name} changed while it was read. Try again.`);
    };
    await expectUnchanged();
    return {
      name,
      columns,
      rowCount,
      relation: "source",
      keysAsWritten: options.keysAsWritten === true && reading.kind === "csv",
      ...(options.query === undefined && writtenOf(reading, table.sheet, expectUnchanged)),
      notes: [...table.notes, ...(reading.notes ?? []), ...notes],
      reading: told,
      database,
      expectUnchanged: fits ? async () => undefined : expectUnchanged,
      close: () => {
        database.close();
        reading?.remove?.();
        remove();
      },
    };
  } catch (error) {
    database.close();
    reading?.remove?.();
    remove();
    const now = await fingerprint(files).catch(() => before);
    if (before !== "" && now !== before) throw new DataError(`${name} changed while it was read. Try again.`);
    throw explainTableError(error, name);
  }
}

interface OpenFiles extends TableFiles {
  /** How a text file that was written here is to be read, whatever a user says of the file that it was made of. */
  readonly layout?: Pick<ReadingOptions, "delimiter" | "encoding">;
  /** The sheet of a workbook that a text file was made of. */
  readonly sheet?: SheetPlace;
  readonly notes: readonly string[];
  /** Removes what was written for DuckDB. */
  remove(): void;
}

/** A table's files as DuckDB reads them: its own, or others that were written in their place. */
async function tableFiles(path: string, files: readonly string[], options: ConvertOptions): Promise<OpenFiles> {
  const nothing = { notes: [], remove: () => undefined };
  if (isRemote(path)) return { kind: kindByName(path), path, files, ...nothing };
  const reader = await tableReader(files[0]!);
  const made = await converted(files, reader, options);
  if (made) return made;
  return { kind: reader.name as TableKind, path, files, ...nothing };
}

const kindByName = (path: string): TableKind =>
  /\.parquet$/i.test(path) ? "parquet" : /\.(json|jsonl|ndjson)(\.(gz|zst))?$/i.test(path) ? "json" : "csv";

/** Whether an error of DuckDB's is about a text file's lines or bytes, or a key that stands twice in an object. */
const isOfText = (error: unknown): boolean =>
  error instanceof Error &&
  /CSV Error|CSV Parser|utf-?8|unicode|Maximum line size|has duplicate key/i.test(error.message) &&
  !/converting column/.test(error.message);

/** Keys to read as texts. Keys that rows are ordered or grouped by keep their types. */
const keptAsText = ({ keys = [], windows }: Partial<TablePreprocessing> = {}): readonly string[] =>
  keys.filter((key) => key !== windows?.orderBy && !windows?.groupBy?.includes(key));

function writtenOf(
  reading: Reading,
  sheet: SheetPlace | undefined,
  expectUnchanged: () => Promise<void>,
): { readonly written?: Written } {
  const { kind, written, delimiter, nested, text, jsonFile, metadata, types } = reading;
  if (written === undefined) return {};
  const relation = `(SELECT *, (row_number() OVER ()) - 1 AS ${ROW} FROM ${written})`;
  const file = {
    ...(nested && { nested }),
    ...(text && { text }),
    ...(jsonFile && { jsonFile }),
    ...(metadata && { metadata }),
    ...(sheet && { sheet }),
  };
  const ofParquet = { ...(metadata && { metadata }), ...(types && { types }) };
  return { written: { kind, relation, expectUnchanged, delimiter, ...file, ...ofParquet } };
}

/** What to say of a dataset's name where a table is wanted. */
const noTable = (name: string, { preprocessing }: TableSourceOptions): DataError =>
  new DataError(
    preprocessing
      ? `The model was trained on a table, and ${name} is none: ${builtIn[name]!.description}. Give a table with the columns that it has learned.`
      : `${name} is no table: ${builtIn[name]!.description}. Give a file.`,
  );

const isPacked = (path: string): boolean => /\.(parquet|gz|zst)$/.test(path.toLowerCase());

function bytesInMemory(path: string, { inMemory = IN_MEMORY, memory = Number.POSITIVE_INFINITY }: TableSourceOptions): number {
  return Math.min(inMemory, memory / 2) * 2 ** (isPacked(path) ? 18 : 20);
}
