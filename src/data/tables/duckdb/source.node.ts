// Symbol.asyncDispose is newer than the library for which this project is compiled.
/// <reference lib="esnext.disposable" preserve="true" />

import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { bytesIn } from "../../../core/bytes.ts";
import { DataError, OptionError } from "../../../core/errors.ts";
import { exists } from "../../../core/files.node.ts";
import { expectKnown, optionsOf } from "../../../core/options.ts";
import { type WorkProgress, workProgress } from "../../../core/progress.ts";
import { temporaryFolder } from "../../../core/temporary.node.ts";
import { shown } from "../../../core/words.ts";
import { builtIn } from "../../built-in/index.ts";
import type { Records } from "../records.ts";
import type { SourceColumn } from "../schema/column-types.ts";
import type { TablePreprocessing, WindowRecipe } from "../schema/columns.ts";
import { openingFor } from "../schema/opening.ts";
import { READING_OPTIONS, type ReadingOptions, readingFor } from "../schema/reading.ts";
import { type ConvertOptions, converted, type SheetPlace } from "./convert.node.ts";
import { type Database, openDatabase } from "./database.node.ts";
import { explainTableError } from "./explain.ts";
import { filesOf, fingerprint, isPattern, isRemote, splitArray, type TableKind, tableReader } from "./files.node.ts";
import type { FlatColumn } from "./flatten.node.ts";
import { type Pivoted, pivot } from "./pivot.node.ts";
import { makeRelation, type Reading, ROW, readingOf, type TableFiles } from "./relation.node.ts";
import { spill } from "./spill.node.ts";

/** Options of `openTableSource`: where the table is in its file, how to read it, and how much memory to use. */
export interface TableSourceOptions extends ReadingOptions {
  /** SQL query whose result is the table; it reads the file as `data`. By default, the table is the whole file. */
  readonly query?: string;
  /** Memory limit of DuckDB in MiB; `maxMemory` if that is given, otherwise 4/5 of the machine's memory by default. */
  readonly memory?: number;
  /** Preprocessing of an earlier table. Columns that were text are then read as text, whatever they look like here. */
  readonly preprocessing?: TablePreprocessing;
  /** Preprocessing of an earlier table, used only to find the columns' names. Everything else is read as the file has it. */
  readonly namedAs?: TablePreprocessing;
  /** How rows are cut into windows. If it has a pivot, the table has one row for each time; that of `preprocessing` by default. */
  readonly windows?: WindowRecipe;
  /** Columns to leave out of training, which a pivot leaves out, too. */
  readonly exclude?: readonly string[];
  /** Column of labels, from which a pivot makes none. */
  readonly label?: string;
  /** Forms of columns that were found earlier, by name; those of `preprocessing` by default. */
  readonly forms?: TablePreprocessing["forms"];
  /** Whether to read key columns of a text file as text, character by character, instead of as numbers, times and booleans. */
  readonly keysAsWritten?: boolean;
  /**
   * Files up to this many MiB are read into memory once (default 256, or a quarter of that for compressed files). Larger ones are
   * read again for each use.
   */
  readonly inMemory?: number;
  /** Whether to copy a larger text file into a temporary Parquet file for several passes; false by default. */
  readonly readOften?: boolean;
  /** Receives the progress of a long reading, in MB. */
  readonly onProgress?: ((progress: WorkProgress) => void) | undefined;
}

/** Option names of `openTableSource`. */
export const TABLE_SOURCE = optionsOf<TableSourceOptions>("openTableSource", {
  query: true,
  memory: true,
  preprocessing: true,
  namedAs: true,
  windows: true,
  exclude: true,
  label: true,
  forms: true,
  keysAsWritten: true,
  inMemory: true,
  readOften: true,
  onProgress: true,
  ...READING_OPTIONS,
});

/** An open table: its origin, its columns, and the database that reads it. */
export interface TableSource {
  /** The table's name in messages. */
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  readonly rowCount: number;
  /** The database's relation with the table's rows. Its column `ROW` counts them from 0, in order. */
  readonly relation: string;
  readonly database: Database;
  /** The same rows as their file has them, for writing them again; undefined for a query's result or a converted file. */
  readonly written?: Written;
  /** The pivot, if the table was a long one. */
  readonly pivoted?: Pivoted;
  /** Whether key columns are texts as they are in the file. */
  readonly keysAsWritten: boolean;
  /** Notes about what was assumed, one per line. */
  readonly notes: readonly string[];
  /** Options with which the text file was read. */
  readonly reading: ReadingOptions;
  /** @throws DataError if a file has changed since it was opened. */
  expectUnchanged(): Promise<void>;
  /** Closes the database, which frees its memory and removes temporary files. */
  close(): void;
  /** Closes the database at the end of a block: `await using source = await openTableSource(path)`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A table's cells as they are in its file. */
export interface Written extends Pick<Reading, "delimiter" | "text" | "jsonFile" | "metadata" | "types"> {
  /** The format: a cell of a text file is its text, a cell of a JSON file is JSON, and one of a Parquet file has its type. */
  readonly kind: TableKind;
  /** The source's columns, if some are inside objects that are columns of the file. */
  readonly nested?: readonly FlatColumn[];
  /** The sheet of a workbook from which the text was made. */
  readonly sheet?: SheetPlace;
  /** SQL for a relation with the same columns and `ROW`. */
  readonly relation: string;
  /**
   * Checks the file even if the source's rows are in memory, because these cells are read from it.
   * @throws DataError if it has changed.
   */
  expectUnchanged(): Promise<void>;
}

const IN_MEMORY = 256;
const JSON_MEMORY = 512;
/** Smallest memory limit in MiB with which DuckDB opens a table. */
const LEAST_MEMORY = 128;
/** With more columns, DuckDB would take minutes to find common subexpressions, because it compares every pair of expressions. */
const MANY_COLUMNS = 1000;

/**
 * Opens a table for reading by SQL. Its format is CSV, TSV, JSON (lines or one array), Parquet, Excel or Arrow, compressed or
 * not.
 * @param data a path, a pattern of several files, a URL if DuckDB's extension for it is installed, a File or Blob, or rows as
 * objects.
 * @param options how to read the table; everything is detected by default.
 * @returns the open table; close it after use.
 * @throws DataError if it can't be read, with the file and, if known, the line.
 * @example
 * await using source = await openTableSource("sales.csv");
 * console.log(source.columns.map(({ name, type }) => `${name}: ${type}`));
 */
export async function openTableSource(data: string | Blob | Records, options: TableSourceOptions = {}): Promise<TableSource> {
  expectKnown(TABLE_SOURCE, options);
  for (const [name, size] of Object.entries({ memory: options.memory, inMemory: options.inMemory }))
    if (size !== undefined && (typeof size !== "number" || !(size >= 0)))
      throw new OptionError(`${name} must be a number of MiB of at least 0, but it is ${shown(size)}.`);
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
  const { maxMemory, onProgress } = options;
  const memory = maxMemory === undefined ? options.memory : Math.max(LEAST_MEMORY, bytesIn(maxMemory)! / 2 ** 20);
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
      throw new DataError(`${path} is a folder, not a table. Use a file, or several files: "${path}/*.csv".`);
    const learned = options.preprocessing?.columns;
    const told = readingFor(options, options.preprocessing);
    const table = await tableFiles(path, files, { sheet: told.sheet, encoding: told.encoding, array, maxMemory });
    // DuckDB's JSON reader takes this many MiB for itself, whatever the objects' sizes.
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
    if (columns.length === 0 || rowCount === 0) throw new DataError(`${name} has no rows. Use a table with at least one row.`);
    const recipe = options.preprocessing?.windows ?? options.windows;
    const asIs = { name, columns, rowCount, relation: "source", database };
    const { preprocessing, exclude, label } = options;
    const pivoted = recipe?.pivot === undefined ? undefined : await pivot(asIs, { recipe, preprocessing, exclude, label });
    if ((pivoted ?? asIs).columns.length > MANY_COLUMNS) await database.run("SET disabled_optimizers = 'common_subexpressions'");
    const expectUnchanged = async () => {
      if ((await fingerprint(files)) !== before) throw new DataError(`${name} changed while it was read. Try again.`);
    };
    await expectUnchanged();
    return {
      ...asIs,
      ...(pivoted && { columns: pivoted.columns, rowCount: pivoted.rowCount, relation: pivoted.relation, pivoted }),
      keysAsWritten: options.keysAsWritten === true && reading.kind === "csv" && !pivoted,
      ...(options.query === undefined && !pivoted && writtenOf(reading, table.sheet, expectUnchanged)),
      notes: [...table.notes, ...(reading.notes ?? []), ...notes, ...(pivoted?.notes ?? [])],
      reading: told,
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
  /** How to read a text file that this program wrote, regardless of the user's options for the original. */
  readonly layout?: Pick<ReadingOptions, "delimiter" | "encoding">;
  /** The sheet of a workbook from which a text file was made. */
  readonly sheet?: SheetPlace;
  readonly notes: readonly string[];
  /** Removes the files that were written for DuckDB. */
  remove(): void;
}

/** Returns the files that DuckDB reads for a table: its own, or converted ones. */
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

/** Whether DuckDB's error is about a text file's lines or bytes, or about an object that repeats a key. */
const isOfText = (error: unknown): boolean =>
  error instanceof Error &&
  /CSV Error|CSV Parser|utf-?8|unicode|Maximum line size|has duplicate key/i.test(error.message) &&
  !/converting column/.test(error.message);

/** Returns the keys to read as texts. Keys that sort or group rows have their own types. */
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

/** Returns the error for the name of a built-in dataset that isn't a table. */
const noTable = (name: string, { preprocessing }: TableSourceOptions): DataError =>
  new DataError(
    preprocessing
      ? `The model was trained on a table, but ${name} isn't a table: ${builtIn[name]!.description}. Use a table with the model's columns.`
      : `${name} isn't a table: ${builtIn[name]!.description}. Use a file with a table.`,
  );

const isPacked = (path: string): boolean => /\.(parquet|gz|zst)$/.test(path.toLowerCase());

function bytesInMemory(path: string, { inMemory = IN_MEMORY, memory = Number.POSITIVE_INFINITY }: TableSourceOptions): number {
  return Math.min(inMemory, memory / 2) * 2 ** (isPacked(path) ? 18 : 20);
}
