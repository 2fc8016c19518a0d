import { basename, join } from "node:path";
import { temporaryFolder } from "../../../core/temporary.node.ts";
import type { SourceColumn } from "../schema/column-types.ts";
import { together } from "../schema/several-files.ts";
import type { LayoutOptions } from "../text/layout.ts";
import { MISSING, missingWords } from "../values/missing.ts";
import { plainType } from "../values/plain-type.ts";
import { identifier, literal } from "./database.node.ts";
import { isRemote } from "./files.node.ts";
import { writePlainCsv } from "./plain-csv.node.ts";
import { openTextFile, type TextFile } from "./text-file.node.ts";

/** How a text file is read. */
export interface CsvReading {
  /**
   * Returns the SQL that reads the file.
   * @param asText columns to read as text.
   * @param types types of other columns, if they differ from those detected here.
   */
  sql(asText: ReadonlySet<string>, types?: ReadonlyMap<string, string>): string;
  /** SQL that reads every cell as it is in the file. A missing value is the word for it there. */
  readonly written: string;
  /** The character between two cells. */
  readonly delimiter: string;
  /** The names of the columns. */
  readonly names?: readonly string[];
  /** The file itself, if it is a single one. */
  readonly text?: TextFile;
  /** Notes about what was assumed, one per line. */
  readonly notes: readonly string[];
  /** Reads the files again if DuckDB can't read them directly: through a copy, or else it throws an error with the line. */
  readonly again?: () => Promise<CsvReading>;
  /** Removes the copy. */
  readonly remove?: () => void;
}

/**
 * Finds out how to read a text file, or several files of one table.
 * @throws DataError if the files have different columns; also as `layoutOf` does.
 */
export async function csvReading(path: string, files: readonly string[], options: LayoutOptions = {}): Promise<CsvReading> {
  if (isRemote(path)) return remoteReading(path);
  const opened = await openFiles(files, options, false);
  const [first] = opened as [TextFile, ...TextFile[]];
  const { columns, notes } = together(opened.map(({ path, layout }) => ({ name: basename(path), columns: layout.names })));
  const isDirect = opened.every((file) => file.isPlain && isLike(file, first) && hasColumns(file, columns));
  if (!isDirect) return copyReading(opened, columns, notes);
  const { layout, compression } = first;
  const reading = readingOf(files, { ...layout, compression });
  return {
    ...reading,
    ...(opened.length === 1 && { text: first }),
    notes: first.notes,
    again: async () => copyReading(await openFiles(files, options, options.encoding === undefined), columns, notes),
  };
}

/** Opens all files. @param isCounted as for `openTextFile`. */
async function openFiles(files: readonly string[], options: LayoutOptions, isCounted: boolean): Promise<readonly TextFile[]> {
  const [path, ...others] = files;
  const first = await openTextFile(path!, options, isCounted);
  const { names, hasHeader } = first.layout;
  const opened = [first];
  for (const other of others) {
    const file = await openTextFile(other, { ...options, wanted: names, ...(!hasHeader && { header: false }) }, isCounted);
    opened.push(file);
  }
  return opened;
}

const hasColumns = ({ layout: { names } }: TextFile, columns: readonly string[]): boolean =>
  names.length === columns.length && names.every((name, i) => name === columns[i]);

/** Whether DuckDB reads two files with the same options. */
const isLike = (file: TextFile, first: TextFile): boolean =>
  file.compression === first.compression &&
  file.layout.delimiter === first.layout.delimiter &&
  file.layout.quote === first.layout.quote &&
  file.layout.skip === first.layout.skip;

/** Reads the files through copies that DuckDB can read. Memory doesn't grow with them. */
async function copyReading(
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
    const rows = opened.slice(0, MOST_SAMPLED).flatMap((file) => putTogether(file, names));
    const isAlike = opened.every((file) => hasColumns(file, names));
    const plain = {
      ...layout,
      names,
      ...(!isAlike && { rows }),
      delimiter: ",",
      quote: '"',
      skip: 0,
      // DuckDB doesn't detect it if cells contain other line breaks.
      lineBreak: "\\n",
      compression: "none" as const,
    };
    return {
      ...readingOf(copies, plain),
      delimiter: layout.delimiter.length === 1 ? layout.delimiter : ",",
      ...(opened.length === 1 && { text: opened[0]! }),
      notes: [...notes, ...differences],
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Maximum number of files, and of rows in each, from which the types of columns are found that some files lack. */
const [MOST_SAMPLED, ROWS_SAMPLED] = [50, 200];

/** Returns the first rows of a file with cells for all columns of the table. */
function putTogether(file: TextFile, names: readonly string[]): TextFile["layout"]["rows"] {
  const places = placesIn(file, names);
  return file.layout.rows
    .slice(0, ROWS_SAMPLED)
    .map((line) => ({ ...line, cells: places ? places.map((place) => line.cells[place] ?? "") : line.cells }));
}

/** Returns each column's index in a file's lines, -1 if the file lacks it; undefined if all columns are at their own index. */
const placesIn = (file: TextFile, names: readonly string[]): readonly number[] | undefined =>
  hasColumns(file, names) ? undefined : names.map((name) => file.layout.names.indexOf(name));

type Format = Pick<TextFile["layout"], "delimiter" | "quote" | "skip" | "names" | "rows"> &
  Pick<TextFile, "compression"> & { readonly lineBreak?: string };

/** Finds the columns' types and makes the SQL that reads the files. */
function readingOf(files: readonly string[], format: Format): CsvReading {
  const { names, rows, delimiter, quote, skip = 0, compression, lineBreak } = format;
  const words = missingWords(rows, names);
  // DuckDB refuses words that contain the delimiter. No cell can be such a word.
  const nulls = `nullstr = [${words
    .filter((word) => !word.includes(delimiter))
    .map(literal)
    .join(", ")}]`;
  const mark = literal(quote);
  const dialect = `delim = ${literal(delimiter)}, quote = ${mark}, escape = ${mark}, skip = ${skip}, header = false, comment = '', compression = ${literal(compression)}${lineBreak === undefined ? "" : `, new_line = ${literal(lineBreak)}`}`;
  const columns = names.map((name, i) =>
    columnOf(
      name,
      rows.map(({ cells }) => cells[i] ?? "").filter((cell) => !words.includes(cell)),
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

/** Reads a text file at a URL without looking at its beginning first. */
function remoteReading(path: string): CsvReading {
  const read = (options: string) => `read_csv(${literal(path)}, nullstr = [${MISSING.map(literal).join(", ")}]${options})`;
  return { sql: () => read(""), written: read(", all_varchar = true"), delimiter: ",", notes: [] };
}

const textColumns = (columns: readonly Pick<SourceColumn, "name">[]): string =>
  columns.map(({ name }) => `${literal(name)}: 'VARCHAR'`).join(", ");

/**
 * Returns SQL for a whole number in a text file. It raises an error like DuckDB's own if the text isn't a whole number or begins
 * with zeros (01067), as identifiers do. The column is then read as text. DuckDB itself would round 0.4 and 4e-1 to 0.
 */
function carefulSql({ name, type }: SourceColumn): string {
  const x = identifier(name);
  const number = `TRY_CAST(${x} AS ${type})`;
  const isCode = `${x} < '1' AND trim(${x}, ' +-') LIKE '0_%'`;
  const hasPoint = [".", "e", "E"].map((mark) => `contains(${x}, '${mark}')`).join(" OR ");
  return `CASE WHEN ${isCode} OR ${hasPoint} OR (${x} IS NOT NULL AND ${number} IS NULL) THEN error(${literal(`Error when converting column "${name}". `)}) ELSE ${number} END`;
}

/** Returns a column with the type of its first values. */
const columnOf = (name: string, values: readonly string[]): SourceColumn => ({ name, type: plainType(values) });
