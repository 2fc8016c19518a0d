import { basename, join } from "node:path";
import { DataError } from "../../../core/errors.ts";
import type { SourceColumn } from "../schema/column-types.ts";
import type { LayoutOptions } from "../text/layout.ts";
import { MISSING } from "../values/missing.ts";
import { plainType } from "../values/plain-type.ts";
import { identifier, literal } from "./database.node.ts";
import { isRemote } from "./files.node.ts";
import { writePlainCsv } from "./plain-csv.node.ts";
import { temporaryFolder } from "./spill.node.ts";
import { openTextFile, type TextFile } from "./text-file.node.ts";

/** How a text file is read. */
export interface CsvReading {
  /** The SQL that reads the file. @param asText columns to read as text, whatever they look like. @param types those of other columns, where they aren't those found here. */
  sql(asText: ReadonlySet<string>, types?: ReadonlyMap<string, string>): string;
  /** The SQL that reads every cell as it stands in the file. A missing value is the word that stands for it there. */
  readonly written: string;
  /** The character between two cells. */
  readonly delimiter: string;
  /** The names of its columns. */
  readonly names?: readonly string[];
  /** Assumptions that were made about the file, one line each. */
  readonly notes: readonly string[];
  /** Reads the files again where DuckDB can't read them as they are: through a copy that it reads, or else by a message that names the line to blame. */
  readonly again?: () => Promise<CsvReading>;
  /** Removes the copy. */
  readonly remove?: () => void;
}

/**
 * Finds out how a text file, or several of one table, are read.
 * @throws DataError where the files have different columns; as `layoutOf`.
 */
export async function csvReading(path: string, files: readonly string[], options: LayoutOptions = {}): Promise<CsvReading> {
  if (isRemote(path)) return remoteReading(path);
  const opened = await openFiles(files, options, false);
  const [first] = opened as [TextFile, ...TextFile[]];
  const isDirect = opened.every((file) => file.isPlain && isLike(file, first));
  if (!isDirect) return copyReading(opened);
  const { layout, compression } = first;
  const reading = readingOf(files, { ...layout, compression });
  return {
    ...reading,
    notes: first.notes,
    again: async () => copyReading(await openFiles(files, options, options.encoding === undefined)),
  };
}

/** Looks at all files. @param isCounted as `openTextFile`. @throws DataError where they have different columns. */
async function openFiles(files: readonly string[], options: LayoutOptions, isCounted: boolean): Promise<readonly TextFile[]> {
  const [path, ...others] = files;
  const first = await openTextFile(path!, options, isCounted);
  const { names, hasHeader } = first.layout;
  if (names.length > MOST_COLUMNS)
    throw new DataError(
      `${basename(path!)}, line 1 has ${names.length} columns, and at most ${MOST_COLUMNS} are read. Are rows and columns the wrong way round? Save many numbers a row as .npy.`,
    );
  const opened = [first];
  for (const other of others) {
    const file = await openTextFile(other, { ...options, wanted: names, ...(!hasHeader && { header: false }) }, isCounted);
    expectSameNames(file, first);
    opened.push(file);
  }
  return opened;
}

/** DuckDB takes minutes for more columns than this. */
const MOST_COLUMNS = 10_000;

/** Files of one table are put together by their columns' places. @throws DataError where their names differ. */
function expectSameNames(file: TextFile, first: TextFile): void {
  const [names, here] = [first.layout.names, file.layout.names];
  if (JSON.stringify(here) === JSON.stringify(names)) return;
  throw new DataError(
    `${basename(file.path)} has other columns than ${basename(first.path)}, or in another order: ${here.join(", ")} where that has ${names.join(", ")}. Give files of one table.`,
  );
}

/** Whether DuckDB reads two files by the same options. */
const isLike = (file: TextFile, first: TextFile): boolean =>
  file.compression === first.compression &&
  file.layout.delimiter === first.layout.delimiter &&
  file.layout.quote === first.layout.quote &&
  file.layout.skip === first.layout.skip;

/** Reads copies that DuckDB can read. Memory doesn't grow with them. */
async function copyReading(opened: readonly TextFile[]): Promise<CsvReading> {
  const { path: folder, remove } = await temporaryFolder();
  try {
    const copies: string[] = [];
    for (const [i, file] of opened.entries()) {
      const copy = join(folder, `${i}.csv`);
      await writePlainCsv(file, copy);
      copies.push(copy);
    }
    const { layout, notes } = opened[0]!;
    const plain = { ...layout, delimiter: ",", quote: '"', skip: 0, compression: "none" as const };
    const reading = readingOf(copies, plain);
    return { ...reading, delimiter: layout.delimiter.length === 1 ? layout.delimiter : ",", notes, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

type Format = Pick<TextFile["layout"], "delimiter" | "quote" | "skip" | "names" | "rows"> & Pick<TextFile, "compression">;

/** Finds out the types of the columns, and makes the SQL that reads the files. */
function readingOf(files: readonly string[], format: Format): CsvReading {
  const { names, rows, delimiter, quote, skip = 0, compression } = format;
  const nulls = `nullstr = [${MISSING.map(literal).join(", ")}]`;
  const mark = literal(quote);
  const dialect = `delim = ${literal(delimiter)}, quote = ${mark}, escape = ${mark}, skip = ${skip}, header = false, comment = '', compression = ${literal(compression)}`;
  const columns = names.map((name, i) =>
    columnOf(
      name,
      rows.map(({ cells }) => cells[i] ?? ""),
    ),
  );
  const paths = files.length === 1 ? literal(files[0]!) : `[${files.map(literal).join(", ")}]`;
  const options = `auto_detect = false, ${dialect}`;
  return {
    sql: (asText, told = new Map()) => {
      const careful = columns.filter(({ name, type }) => type === "BIGINT" && !asText.has(name) && !told.has(name));
      const types = columns.map((column) => {
        const isText = asText.has(column.name) || careful.includes(column);
        return `${literal(column.name)}: ${literal(isText ? "VARCHAR" : (told.get(column.name) ?? column.type))}`;
      });
      const read = `read_csv(${paths}, ${options}, columns = {${types.join(", ")}}, ${nulls})`;
      const cells = careful.map((column) => `${carefulSql(column)} AS ${identifier(column.name)}`);
      return cells.length === 0 ? read : `(SELECT * REPLACE (${cells.join(", ")}) FROM ${read})`;
    },
    written: `read_csv(${paths}, ${options}, columns = {${textColumns(columns)}})`,
    delimiter,
    names,
    notes: [],
  };
}

/** A text file elsewhere, whose beginning isn't looked at before. */
function remoteReading(path: string): CsvReading {
  const read = (options: string) => `read_csv(${literal(path)}, nullstr = [${MISSING.map(literal).join(", ")}]${options})`;
  return { sql: () => read(""), written: read(", all_varchar = true"), delimiter: ",", notes: [] };
}

const textColumns = (columns: readonly Pick<SourceColumn, "name">[]): string =>
  columns.map(({ name }) => `${literal(name)}: 'VARCHAR'`).join(", ");

/**
 * SQL for a whole number of a text file. It raises an error like DuckDB's own if the text isn't one, or begins with zeros (01067): an identifier, all of whose digits
 * count. The column is then read as text.
 */
function carefulSql({ name, type }: SourceColumn): string {
  const x = identifier(name);
  const number = `TRY_CAST(${x} AS ${type})`;
  const isCode = `${x} < '1' AND trim(${x}, ' +-') LIKE '0_%'`;
  return `CASE WHEN ${isCode} OR (${x} IS NOT NULL AND ${number} IS NULL) THEN error(${literal(`Error when converting column "${name}". `)}) ELSE ${number} END`;
}

/** The type to read a column with: that of its first cells. */
function columnOf(name: string, cells: readonly string[]): SourceColumn {
  return { name, type: plainType(cells.filter((cell) => !MISSING.includes(cell))) };
}
