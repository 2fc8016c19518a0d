import { basename } from "node:path";
import { DataError } from "../../../core/errors.ts";
import { expectDifferentNames } from "../schema/column-names.ts";
import type { SourceColumn } from "../schema/column-types.ts";
import { isHeader, noNames } from "../schema/header.ts";
import { MISSING } from "../schema/missing.ts";
import { type Database, identifier, literal } from "./database.node.ts";
import { headOf, isPattern, isRemote } from "./files.node.ts";

/** How a text file is read. */
export interface CsvReading {
  /** The SQL that reads the file. @param asText columns to read as text, whatever they look like. */
  sql(asText: ReadonlySet<string>): string;
  /** The SQL that reads every cell as it stands in the file. A missing value is the word that stands for it there. */
  readonly written: string;
  /** The character between two cells. */
  readonly delimiter: string;
  /** Whether numbers are written 1,5. */
  readonly hasDecimalComma: boolean;
  /** The names of its columns, if DuckDB could find out the format. */
  readonly names?: readonly string[];
  /** Assumptions that were made about the file, one line each. */
  readonly notes: readonly string[];
}

/**
 * Finds out how a text file, or several of one table, are read.
 * @param wanted the columns that a model learned from. They tell whether the first line holds the names if nothing else does.
 * @throws DataError where two columns have one name, or the files have different columns.
 */
export async function csvReading(
  database: Database,
  path: string,
  files: readonly string[],
  wanted: readonly string[] = [],
): Promise<CsvReading> {
  const [first = path, ...others] = files;
  for (const file of files) await expectFirstLine(file);
  const nulls = `nullstr = [${MISSING.map(literal).join(", ")}]`;
  const pointed = await sniff(database, first, nulls, wanted);
  if (!pointed || (await skipsRows(first, pointed))) return rawReading(path, first);
  const comma = ", decimal_separator = ','";
  const withComma =
    pointed.delimiter !== "," && pointed.columns.some(({ type }) => type === "VARCHAR")
      ? await sniff(database, first, nulls + comma, wanted)
      : undefined;
  const fractional = ({ columns }: Dialect) => columns.filter(({ type }) => type === "DOUBLE").length;
  const hasDecimalComma = withComma !== undefined && fractional(withComma) > fractional(pointed);
  // Whether the first line holds the names shows only in cells whose numbers are read.
  const dialect = hasDecimalComma ? withComma : pointed;
  const { delimiter, columns, hasHeader, header, options } = dialect;
  if (hasHeader) expectDifferentNames(header, basename(first));
  for (const file of others) await expectSameNames(database, file, nulls, first, dialect);
  return {
    sql: (asText) => {
      const careful = columns.filter(({ name, type, isCareful }) => isCareful && type !== "VARCHAR" && !asText.has(name));
      const types = columns.map((column) => {
        const isText = asText.has(column.name) || careful.includes(column);
        return `${literal(column.name)}: ${literal(isText ? "VARCHAR" : column.type)}`;
      });
      const read = `read_csv(${literal(path)}, ${options}, columns = {${types.join(", ")}}, ${nulls}${hasDecimalComma ? comma : ""})`;
      const cells = careful.map((column) => `${carefulSql(column)} AS ${identifier(column.name)}`);
      return cells.length === 0 ? read : `(SELECT * REPLACE (${cells.join(", ")}) FROM ${read})`;
    },
    written: `read_csv(${literal(path)}, ${options}, columns = {${textColumns(columns)}})`,
    delimiter,
    hasDecimalComma,
    names: columns.map(({ name }) => name),
    notes: hasHeader ? [] : [noNames(basename(first), header)],
  };
}

/** DuckDB reads no line that is longer than this, in bytes, and takes minutes for more columns than this. */
const [LONGEST_LINE, MOST_COLUMNS] = [2 ** 21, 10_000];

/** @throws DataError if a file's first line is too long or has too many columns. */
async function expectFirstLine(file: string): Promise<void> {
  const head = await headOf(file, LONGEST_LINE);
  const end = head.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  if (end < 0 && head.length >= LONGEST_LINE)
    throw new DataError(
      `${basename(file)}, line 1 is longer than 2 MB. Check that its quotes are closed and that the file has line breaks.`,
    );
  const line = new TextDecoder().decode(end < 0 ? head : head.subarray(0, end));
  const columns = Math.max(...[",", ";", "\t", "|"].map((delimiter) => line.split(delimiter).length));
  if (columns > MOST_COLUMNS)
    throw new DataError(
      `${basename(file)}, line 1 has ${columns} columns, and at most ${MOST_COLUMNS} are read. Are rows and columns the wrong way round? Save many numbers a row as .npy.`,
    );
}

const textColumns = (columns: readonly Pick<SourceColumn, "name">[]): string =>
  columns.map(({ name }) => `${literal(name)}: 'VARCHAR'`).join(", ");

interface CsvColumn extends SourceColumn {
  /** Whether each of its numbers is checked: some may be identifiers, and a number doesn't keep all of their digits. */
  readonly isCareful: boolean;
}

/** From this number of digits on, a float64 may not keep a whole number. */
const MANY_DIGITS = 16;

/**
 * SQL for a number of a text file. It raises an error like DuckDB's own if the text isn't a number of the column's type, begins with zeros (01067) or has more
 * digits than a float64 keeps. The column is then read as text.
 */
function carefulSql({ name, type }: SourceColumn): string {
  const x = identifier(name);
  const isCode =
    type === "BIGINT"
      ? `${x} < '1' AND trim(${x}, ' +-') LIKE '0_%'`
      : `length(${x}) >= ${MANY_DIGITS} AND regexp_full_match(${x}, '\\s*[-+]?\\d+\\s*')`;
  const number = `TRY_CAST(${x} AS ${type})`;
  return `CASE WHEN ${isCode} OR (${x} IS NOT NULL AND ${number} IS NULL) THEN error(${literal(`Error when converting column "${name}". `)}) ELSE ${number} END`;
}

/** The type to read a column with: DuckDB's, or text if the first cells are digits that aren't a number. */
function columnOf({ name, type }: SourceColumn, cells: readonly (string | null | undefined)[]): CsvColumn {
  const there = cells.flatMap((cell) => (cell == null || MISSING.includes(cell) ? [] : [cell.trim()]));
  const areDigits = there.every((cell) => /^[-+]?\d+$/.test(cell));
  const isCareful = type === "BIGINT" || (type === "DOUBLE" && areDigits);
  const isCode = (cell: string) => /^[-+]?0\d/.test(cell) || (type === "DOUBLE" && cell.length >= MANY_DIGITS);
  return isCareful && there.some(isCode) ? { name, type: "VARCHAR", isCareful } : { name, type, isCareful };
}

interface Dialect {
  readonly delimiter: string;
  readonly hasHeader: boolean;
  /** The first line's cells. */
  readonly header: readonly string[];
  /** Lines before it. */
  readonly skipped: number;
  readonly columns: readonly CsvColumn[];
  readonly options: string;
}

/** Number of lines that are checked to tell whether the first line holds the names. */
const LOOKED_AT = 1000;
/** Number of lines that are checked to tell whether a column's digits are numbers. */
const FIRST_CELLS = 20;

/** How DuckDB takes a text file to be written; undefined where it finds no way, or takes a table for one column of text. */
async function sniff(database: Database, path: string, options: string, wanted: readonly string[]): Promise<Dialect | undefined> {
  const found = await database
    .rows(
      `SELECT Delimiter AS delimiter, Prompt AS prompt, Quote AS quote, to_json(Columns)::VARCHAR AS columns, HasHeader AS header, SkipRows AS skipped, DateFormat AS dates, TimestampFormat AS times FROM sniff_csv(${literal(path)}, ${options})`,
    )
    .catch((error: Error) => {
      if (/No files found|Extension|HTTP|utf-8|unicode/i.test(error.message)) throw error;
      return [];
    });
  const [first] = found;
  if (!first) return undefined;
  const columns = JSON.parse(String(first.columns)) as SourceColumn[];
  if (columns.length === 1 && /[,;\t|]/.test(columns[0]!.name)) return undefined;
  // A name may hold ", columns={" too, and so may the path.
  const prompt = String(first.prompt).slice(`FROM read_csv(${literal(path)}`.length);
  const written = /auto_detect=false, (.*?), columns=\{/s.exec(prompt)?.[1] ?? "auto_detect=true";
  const lines = await linesOf(database, path, {
    written,
    width: columns.length,
    count: first.header === true ? FIRST_CELLS : LOOKED_AT,
  });
  const header = (lines[0] ?? []).map((cell) => (cell ?? "").trim());
  const hasHeader = isHeader(
    first.header === true,
    { first: header, below: lines.slice(1), unnamed: columns.map(({ name }) => name) },
    wanted,
  );
  // How dates are written, 31.12.2024 say, stands behind the columns.
  const formats = Object.entries({ dateformat: first.dates, timestampformat: first.times })
    .map(([name, format]) => (format ? `, ${name} = ${literal(String(format))}` : ""))
    .join("");
  return {
    delimiter: String(first.delimiter),
    hasHeader,
    header,
    skipped: Number(first.skipped),
    // DuckDB has no name for a column that is called "null" or "NA".
    columns: columns.map(({ name, type }, i) => {
      const cells = lines.slice(hasHeader ? 1 : 0, FIRST_CELLS).map((line) => line[i]);
      return columnOf({ name: (hasHeader && header[i]) || name, type }, cells);
    }),
    options: `auto_detect = false, ${written.replace(/header=\w+/, `header=${hasHeader}`)}${formats}`,
  };
}

/** A file's first lines as texts, whatever they are. */
async function linesOf(
  database: Database,
  path: string,
  { written, width, count }: { written: string; width: number; count: number },
): Promise<(string | null)[][]> {
  const names = Array.from({ length: width }, (_, i) => `c${i}`);
  const types = names.map((name) => `${name}: 'VARCHAR'`).join(", ");
  const lines = await database
    .rows(
      `SELECT * FROM read_csv(${literal(path)}, auto_detect = false, ${written.replace(/header=\w+/, "header=false")}, columns = {${types}}, null_padding = true, ignore_errors = true, parallel = false) LIMIT ${count}`,
    )
    .catch(() => []);
  return lines.map((line) => names.map((name) => line[name] as string | null));
}

/** Whether lines that look like rows are passed over before the table begins: it is ragged then, not headed by prose. */
async function skipsRows(file: string, { delimiter, skipped }: Dialect): Promise<boolean> {
  if (skipped === 0 || isPattern(file) || isRemote(file)) return false;
  const [line = ""] = new TextDecoder().decode(await headOf(file)).split(/\r?\n/);
  return line.includes(delimiter);
}

/** Files of one table are put together by their columns' places. @throws DataError where their names differ. */
async function expectSameNames(database: Database, file: string, nulls: string, first: string, { columns, hasHeader }: Dialect) {
  const names = columns.map(({ name }) => name);
  const here = await sniff(database, file, nulls, names);
  if (!hasHeader || JSON.stringify(here?.columns.map(({ name }) => name)) === JSON.stringify(names)) return;
  throw new DataError(
    `${basename(file)} has other columns than ${basename(first)}, or in another order: ${here?.columns.map(({ name }) => name).join(", ") ?? "none"} where that has ${names.join(", ")}. Give files of one table.`,
  );
}

/** A text file that DuckDB makes nothing of, read as its first line has it: its reader then names the line that is to blame. */
async function rawReading(path: string, first: string): Promise<CsvReading> {
  const [line = ""] = new TextDecoder().decode(await headOf(first, LONGEST_LINE)).split(/\r?\n/);
  const delimiter = [",", ";", "\t", "|"].toSorted((a, b) => line.split(b).length - line.split(a).length)[0]!;
  const columns = line.split(delimiter).map((name, i) => ({ name: name.trim().replace(/^"|"$/g, "") || `column${i}` }));
  const written = `read_csv(${literal(path)}, auto_detect = false, delim = ${literal(delimiter)}, quote = '"', escape = '"', header = true, columns = {${textColumns(columns)}})`;
  return { sql: () => written, written, delimiter, hasDecimalComma: false, notes: [] };
}
