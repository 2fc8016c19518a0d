import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { DataError } from "../../../core/errors.ts";
import { csvLine } from "../csv-text.ts";
import type { SourceColumn } from "../schema/column-types.ts";
import { MISSING } from "../schema/missing.ts";
import { together } from "../schema/several-files.ts";
import type { LayoutOptions } from "../text/layout.ts";
import { type Database, identifier, literal } from "./database.node.ts";
import { isRemote } from "./files.node.ts";
import { writePlainCsv } from "./plain-csv.node.ts";
import { temporaryFolder } from "./spill.node.ts";
import { openTextFile, type TextFile } from "./text-file.node.ts";

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
export async function csvReading(
  database: Database,
  path: string,
  files: readonly string[],
  options: LayoutOptions = {},
): Promise<CsvReading> {
  if (isRemote(path)) return remoteReading(path);
  const opened = await openFiles(files, options, false);
  const [first] = opened as [TextFile, ...TextFile[]];
  const { columns, notes } = together(opened.map(({ path, layout }) => ({ name: basename(path), columns: layout.names })));
  const isDirect = opened.every((file) => file.isPlain && isLike(file, first) && hasColumns(file, columns));
  if (!isDirect) return copyReading(database, opened, columns, notes);
  const { layout, compression } = first;
  const reading = await readingOf(database, files, { ...layout, compression });
  return {
    ...reading,
    notes: first.notes,
    again: async () => copyReading(database, await openFiles(files, options, options.encoding === undefined), columns, notes),
  };
}

/** Looks at all files. @param isCounted as `openTextFile`. */
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
    opened.push(file);
  }
  return opened;
}

/** DuckDB takes minutes for more columns than this. */
const MOST_COLUMNS = 10_000;

const hasColumns = ({ layout: { names } }: TextFile, columns: readonly string[]): boolean =>
  names.length === columns.length && names.every((name, i) => name === columns[i]);

/** Whether DuckDB reads two files by the same options. */
const isLike = (file: TextFile, first: TextFile): boolean =>
  file.compression === first.compression &&
  file.layout.delimiter === first.layout.delimiter &&
  file.layout.quote === first.layout.quote &&
  file.layout.skip === first.layout.skip;

/** Reads copies that DuckDB can read. Memory doesn't grow with them. */
async function copyReading(
  database: Database,
  opened: readonly TextFile[],
  names: readonly string[],
  differences: readonly string[],
): Promise<CsvReading> {
  const { path: folder, remove } = await temporaryFolder();
  try {
    const copies: string[] = [];
    for (const [i, file] of opened.entries()) {
      const copy = join(folder, `${i}.csv`);
      await writePlainCsv(file, copy, placesIn(file, names));
      copies.push(copy);
    }
    const { layout, notes } = opened[0]!;
    const plain = { ...layout, names, delimiter: ",", quote: '"', skip: 0, compression: "none" as const };
    let sample = { path: copies[0]!, rows: layout.rows };
    if (!opened.every((file) => hasColumns(file, names))) {
      const rows = opened.slice(0, MOST_SAMPLED).flatMap((file) => putTogether(file, names));
      sample = { path: join(folder, "sample"), rows };
      await writeFile(sample.path, rows.map(({ cells }) => csvLine(cells)).join(""));
    }
    const reading = await readingOf(database, copies, { ...plain, rows: sample.rows }, sample.path);
    return {
      ...reading,
      delimiter: layout.delimiter.length === 1 ? layout.delimiter : ",",
      notes: [...notes, ...differences],
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Of so many files, so many rows tell the types of columns that some of the files lack. */
const [MOST_SAMPLED, ROWS_SAMPLED] = [50, 200];

/** The first rows of a file, with the cells of all columns. */
function putTogether(file: TextFile, names: readonly string[]): TextFile["layout"]["rows"] {
  const places = placesIn(file, names);
  return file.layout.rows
    .slice(0, ROWS_SAMPLED)
    .map((line) => ({ ...line, cells: places ? places.map((place) => line.cells[place] ?? "") : line.cells }));
}

/** Where each of some columns stands in a file's lines, -1 where the file lacks it; undefined where all stand in their places. */
const placesIn = (file: TextFile, names: readonly string[]): readonly number[] | undefined =>
  hasColumns(file, names) ? undefined : names.map((name) => file.layout.names.indexOf(name));

type Format = Pick<TextFile["layout"], "delimiter" | "quote" | "skip" | "names" | "rows"> & Pick<TextFile, "compression">;

/** Finds out the types of the columns, and makes the SQL that reads the files. */
async function readingOf(database: Database, files: readonly string[], format: Format, sample = files[0]!): Promise<CsvReading> {
  const { names, delimiter, quote, skip = 0, compression } = format;
  const nulls = `nullstr = [${MISSING.map(literal).join(", ")}]`;
  const mark = literal(quote);
  const dialect = `delim = ${literal(delimiter)}, quote = ${mark}, escape = ${mark}, skip = ${skip}, header = false, comment = '', compression = ${literal(compression)}`;
  const pointed = await typesIn(database, sample, `${dialect}, ${nulls}`, format);
  const comma = ", decimal_separator = ','";
  const withComma =
    delimiter !== "," && pointed.columns.some(({ type }) => type === "VARCHAR")
      ? await typesIn(database, sample, `${dialect}, ${nulls}${comma}`, format)
      : undefined;
  const fractional = ({ columns }: Types) => columns.filter(({ type }) => type === "DOUBLE").length;
  const hasDecimalComma = withComma !== undefined && fractional(withComma) > fractional(pointed);
  const { columns, formats } = hasDecimalComma ? withComma : pointed;
  const paths = files.length === 1 ? literal(files[0]!) : `[${files.map(literal).join(", ")}]`;
  const options = `auto_detect = false, ${dialect}`;
  return {
    sql: (asText) => {
      const careful = columns.filter(({ name, type, isCareful }) => isCareful && type !== "VARCHAR" && !asText.has(name));
      const types = columns.map((column) => {
        const isText = asText.has(column.name) || careful.includes(column);
        return `${literal(column.name)}: ${literal(isText ? "VARCHAR" : column.type)}`;
      });
      const read = `read_csv(${paths}, ${options}${formats}, columns = {${types.join(", ")}}, ${nulls}${hasDecimalComma ? comma : ""})`;
      const cells = careful.map((column) => `${carefulSql(column)} AS ${identifier(column.name)}`);
      return cells.length === 0 ? read : `(SELECT * REPLACE (${cells.join(", ")}) FROM ${read})`;
    },
    written: `read_csv(${paths}, ${options}, columns = {${textColumns(columns)}})`,
    delimiter,
    hasDecimalComma,
    names,
    notes: [],
  };
}

interface Types {
  readonly columns: readonly CsvColumn[];
  /** How dates are written, 31.12.2024 say, as options. */
  readonly formats: string;
}

/** The types that DuckDB finds the columns to be of: all texts where it finds none. */
async function typesIn(database: Database, path: string, dialect: string, { names, rows }: Format): Promise<Types> {
  const places = names.map((_, i) => literal(`c${i}`));
  const found = await database
    .rows(
      `SELECT to_json(Columns)::VARCHAR AS columns, DateFormat AS dates, TimestampFormat AS times FROM sniff_csv(${literal(path)}, ${dialect}, names = [${places.join(", ")}])`,
    )
    .catch(() => []);
  const types = found[0] ? (JSON.parse(String(found[0].columns)) as SourceColumn[]).map(({ type }) => type) : [];
  const isKnown = types.length === names.length;
  const formats = Object.entries({ dateformat: found[0]?.dates, timestampformat: found[0]?.times })
    .map(([name, format]) => (format && isKnown ? `, ${name} = ${literal(String(format))}` : ""))
    .join("");
  const cells = rows.slice(0, FIRST_CELLS);
  return {
    columns: names.map((name, i) =>
      columnOf(
        { name, type: isKnown ? types[i]! : "VARCHAR" },
        cells.map((line) => line.cells[i]),
      ),
    ),
    formats,
  };
}

/** Number of lines that are checked to tell whether a column's digits are numbers. */
const FIRST_CELLS = 20;

/** A text file elsewhere, whose beginning isn't looked at before. */
function remoteReading(path: string): CsvReading {
  const read = (options: string) => `read_csv(${literal(path)}, nullstr = [${MISSING.map(literal).join(", ")}]${options})`;
  return { sql: () => read(""), written: read(", all_varchar = true"), delimiter: ",", hasDecimalComma: false, notes: [] };
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
