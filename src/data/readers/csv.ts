import { DataError } from "../../core/errors.ts";
import type { MemoryTable } from "../tables/memory/table.ts";
import { typedColumn, typeIn, type Written } from "../tables/memory/typed-texts.ts";
import { expectDifferentNames } from "../tables/schema/column-names.ts";
import { isHeader, noNames } from "../tables/schema/header.ts";
import { MISSING } from "../tables/schema/missing.ts";
import type { Reader } from "./reader.ts";
import { isText, textIn } from "./text.ts";

const DELIMITERS = [",", ";", "\t", "|"];
const isMissing = new Set(MISSING);

interface Line {
  readonly fields: readonly string[];
  /** Its number in the file, from 1. */
  readonly number: number;
}

/**
 * CSV, TSV and their like as a table: what stands between the values, whether names stand first, and what columns hold are seen from the text, as the
 * command line does.
 * @param wanted the columns that a model learned from. They tell whether the first line holds the names if nothing else does.
 * @throws DataError where a line has more or fewer columns (its number), a quote doesn't end, two columns have one name, or there are no rows.
 */
export async function readCsv(text: string, file: string, wanted: readonly string[] = []): Promise<MemoryTable> {
  const { lines, delimiter } = await linesOf(text, file);
  if (!/\.(csv|tsv)$/i.test(file) && isProse(lines))
    throw new DataError(
      `${file} is no table: its lines have no columns in common. Give a table (CSV, TSV, JSON, Parquet) or images.`,
    );
  const table = lines.slice(beginOf(lines));
  const width = table[0]?.fields.length ?? 0;
  const rows = width > 1 ? table.filter(({ fields }) => fields.length > 1 || fields[0] !== "") : table;
  for (const { fields, number } of rows)
    if (fields.length < width || fields.slice(width).some((field) => field !== ""))
      throw new DataError(
        `${file}, line ${number} has ${fields.length} columns where the others have ${width}. Mend that line, or give the right file.`,
      );
  const fieldsOf = (some: readonly Line[]) =>
    (rows[0]?.fields ?? []).map((_, i) => some.map(({ fields }) => present(fields[i]!)));
  const decimalComma = delimiter !== "," && readsBetter(fieldsOf(rows.length > 1 ? rows.slice(1) : rows), { decimalComma: true });
  const first = (rows[0]?.fields ?? []).map((name) => name.trim());
  const unnamed = first.map((_, i) => columnName(i, width));
  const below = rows.slice(1, 1001).map(({ fields }) => fields.map(present));
  const hasNames = isHeader(isNoRow(rows, { decimalComma }), { first, below, unnamed }, wanted);
  const names = unnamed.map((name, i) => (hasNames && first[i]) || name);
  if (hasNames) expectDifferentNames(names, file);
  const body = hasNames ? rows.slice(1) : rows;
  if (body.length === 0) throw new DataError(`${file} has no rows. Give a table with some.`);
  const texts = fieldsOf(body);
  const columns = names.map((name, i) => typedColumn(name, texts[i]!, { decimalComma }));
  return { name: file, columns, delimiter, ...(!hasNames && { notes: [noNames(file, first)] }) };
}

/** The name that the command line gives a column without one: column0, column1, …, or column00, column01, … of ten or more. */
const columnName = (column: number, width: number): string => `column${String(column).padStart(String(width).length, "0")}`;

const present = (field: string): string | null => (isMissing.has(field) ? null : field);

async function linesOf(text: string, file: string): Promise<{ readonly lines: readonly Line[]; readonly delimiter: string }> {
  const { default: Papa } = await import("papaparse");
  const lines: Line[] = [];
  let [number, delimiter] = [1, ","];
  Papa.parse<string[]>(text.replace(/\r\n?/g, "\n").replace(/\n$/, ""), {
    delimitersToGuess: DELIMITERS,
    newline: "\n",
    step({ data, errors, meta }) {
      delimiter = meta.delimiter;
      const wrong = errors.find(({ type }) => type === "Quotes");
      if (wrong)
        throw new DataError(
          wrong.code === "MissingQuotes"
            ? `${file}, line ${number}: a quoted text doesn't end. Close its quotes.`
            : `${file}, line ${number}: a quote stands within a quoted text. Write it twice ("").`,
        );
      lines.push({ fields: data, number });
      number += 1 + data.reduce((breaks, field) => breaks + (field.includes("\n") ? field.split("\n").length - 1 : 0), 0);
    },
  });
  return { lines, delimiter };
}

/** So many words a line are a sentence. */
const SENTENCE = 4;

/** Whether lines are sentences: of no number of columns that most of them share, but for one. */
function isProse(lines: readonly Line[]): boolean {
  const full = lines.filter(({ fields }) => fields.some((field) => field.trim() !== ""));
  const widths = new Map<number, number>();
  for (const { fields } of full) widths.set(fields.length, (widths.get(fields.length) ?? 0) + 1);
  const shared = [...widths].some(([width, count]) => width > 1 && count > full.length / 2 && full.length > 2);
  const words = full.reduce((sum, { fields }) => sum + fields.join(" ").split(/\s+/).filter(isWord).length, 0);
  return !shared && words >= SENTENCE * full.length;
}

const isWord = (text: string): boolean => /\p{L}/u.test(text);

/** Where the table begins: lines of one text before wider ones are a title. */
function beginOf(lines: readonly Line[]): number {
  const wide = lines.findIndex(({ fields }) => fields.length > 1);
  return wide > 0 ? wide : 0;
}

/** Whether a value of the first line isn't of the type of the values below it. */
function isNoRow([first, ...others]: readonly Line[], how: Written): boolean {
  if (!first) return false;
  const below = first.fields.map((_, i) => others.slice(0, 1000).flatMap(({ fields }) => present(fields[i]!) ?? []));
  const types = below.map((texts) => typeIn(texts, how).type);
  if (others.length === 0) return first.fields.every((field) => typeIn([field], how).type === "VARCHAR");
  if (types.every((type) => type === "VARCHAR")) return true;
  return first.fields.some(
    (field, i) => types[i] !== "VARCHAR" && present(field) !== null && !isOfType(field, types[i]!, below[i]!, how),
  );
}

/** Whether a value together with those below it is still of their type, or of a wider one of numbers. */
const isOfType = (field: string, type: string, below: readonly string[], how: Written): boolean => {
  const together = typeIn([...below, field], how).type;
  return together === type || (together === "DOUBLE" && type === "BIGINT");
};

/** Whether more columns are numbers when they are written in another way. */
function readsBetter(columns: readonly (readonly (string | null)[])[], written: Written): boolean {
  const texts = columns.map((column) => column.filter((text) => text !== null));
  const fractional = (how: Written) => texts.filter((column) => typeIn(column, how).type === "DOUBLE").length;
  return fractional(written) > fractional({});
}

/** CSV, TSV and their like. Any text is taken for one that isn't of another format. */
export const csv: Reader<"table"> = {
  name: "csv",
  holds: "table",
  isText: true,
  recognises: isText,
  read: (bytes, file, { wanted } = {}) => readCsv(textIn(bytes, file), file, wanted),
};
