import type { Bytes } from "../../core/bytes.ts";
import { DataError, OptionError } from "../../core/errors.ts";
import { message } from "../../core/message.ts";
import { nearest } from "../../core/suggest.ts";
import { readingIn } from "../tables/schema/reading.ts";
import { readCsv } from "./csv.ts";
import { memoryFor, mostOf, orMoreForText, sizeText } from "./limits.ts";
import type { Reader } from "./reader.ts";
import { type SheetText, sheetText } from "./sheet-text.ts";
import { isZip, zip } from "./zip.ts";
import type { ZipEntry } from "./zip-entry.ts";

/** The name of a sheet, or its number from 1. */
export type SheetChoice = string | number;

/** The layout of the CSV of a sheet. */
export const SHEET_AS_TEXT = { delimiter: ",", encoding: "utf-8" } as const;

/** A sheet as CSV, whose lines are the rows of the sheet, with a note about how it was chosen. */
export interface SheetAsText {
  readonly text: string;
  /** Index of the sheet, from 0. */
  readonly sheet: number;
  /** Number of columns at the left that the text omits. */
  readonly left: number;
  readonly notes: readonly string[];
}

/** Excel's own limits. */
const [MOST_ROWS, MOST_COLUMNS] = [2 ** 20, 2 ** 14];

/**
 * Reads a sheet of an Excel workbook (.xlsx) as CSV, with the values of formulas, dates as 2024-12-31, and true and false. Cells
 * with errors are empty. Because the result is read as CSV, a sheet is treated as the same table in a CSV file is.
 * @param sheet - the sheet to read; by default the first sheet with a table.
 * @throws DataError if the file is broken or has no table; OptionError if there is no such sheet (the message suggests a similar
 * name).
 */
export async function sheetOf(
  bytes: Uint8Array,
  file: string,
  { sheet, maxMemory }: { readonly sheet?: SheetChoice | undefined; readonly maxMemory?: Bytes | undefined } = {},
): Promise<SheetAsText> {
  const workbook = await openWorkbook(bytes, file, maxMemory);
  const { names } = workbook;
  if (sheet !== undefined) {
    const number = numberOf(sheet, names, file);
    const { text, left } = await workbook.textOf(number);
    if (text === "") throw new DataError(`${file}: the sheet "${names[number]}" is empty. Choose another one: ${listed(names)}.`);
    return { text, sheet: number, left, notes: [] };
  }
  for (const [i, name] of names.entries()) {
    const { text, left } = await workbook.textOf(i);
    if (!isTable(text)) continue;
    const others = names.filter((other) => other !== name);
    const note = `${file}: only the sheet "${name}" was read, not ${listed(others)}. Choose another with --sheet "${others[0]}" (sheet: "${others[0]}")`;
    return { text, sheet: i, left, notes: others.length > 0 ? [note] : [] };
  }
  throw new DataError(`${file} has no sheet with a table. Give a workbook with rows and columns in one of its sheets.`);
}

/** Whether a sheet has at least two rows. */
const isTable = (text: string): boolean => text.split("\n").filter((line) => line !== "").length >= 2;

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

function numberOf(sheet: SheetChoice, names: readonly string[], file: string): number {
  const byName = names.indexOf(String(sheet));
  if (byName >= 0) return byName;
  const number = Number(sheet);
  if (Number.isInteger(number) && number >= 1 && number <= names.length) return number - 1;
  if (Number.isFinite(number))
    throw new OptionError(
      `${file} has ${names.length} ${names.length > 1 ? "sheets" : "sheet"} (${listed(names)}), so there is no sheet ${sheet}. Give the name of a sheet, or its number from 1 to ${names.length}.`,
    );
  const near = nearest(String(sheet), names) ?? names[0]!;
  throw new OptionError(
    `${file} has no sheet "${sheet}". Its sheets are ${listed(names)}. Choose one with --sheet "${near}" (sheet: "${near}").`,
  );
}

/** Opens a workbook. Each sheet is read when it is needed. */
async function openWorkbook(bytes: Uint8Array, file: string, maxMemory: Bytes | undefined) {
  const [{ readSheet }, { zipSync }] = await Promise.all([import("read-excel-file/universal"), import("fflate")]);
  const entries = (await zip.read(bytes, file)).filter(
    ({ name }) => /\.(xml|xml\.rels)$/.test(name) && /^(xl\/|_rels|\[)/.test(name),
  );
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  const most = mostOf("text", maxMemory);
  if (size > most)
    throw new DataError(
      message`${file} unpacks to ${sizeText(size)} of XML, but at most ${sizeText(most)} can be read. ${orMoreForText("Save its table as CSV", size)}`,
    );
  for (const entry of entries) if (entry.name.startsWith("xl/worksheets/")) expectFewCells(entry, file, maxMemory);
  // The library would decompress the files in a worker made from text, which a strict Content-Security-Policy forbids. It reads
  // uncompressed files directly.
  const stored = zipSync(Object.fromEntries(entries.map((entry) => [entry.name, [entry.read(), { level: 0 }]])));
  const names = sheetNames(entries, file);
  return {
    names,
    async textOf(sheet: number): Promise<SheetText> {
      try {
        const rows = await readSheet(stored.buffer as ArrayBuffer, sheet + 1, { trim: false });
        return sheetText(rows);
      } catch (error) {
        if (error instanceof DataError) throw error;
        const why = (error as Error).message.split("\n")[0]!.replace(/[.\s]+$/, "");
        throw new DataError(`${file}: the sheet "${names[sheet]}" is broken (${why}). Open the file in Excel and save it again.`);
      }
    },
  };
}

/**
 * Checks the places of a sheet's rows and cells. The library makes all cells before them, so a single far one would take all memory.
 * @throws DataError if a place is outside of Excel's limits, or if the sheet has too many cells.
 */
function expectFewCells(entry: ZipEntry, file: string, maxMemory: Bytes | undefined): void {
  const xml = new TextDecoder().decode(entry.read());
  let [cells, rows, columns] = [0, 0, 0];
  for (const [, double, single] of xml.matchAll(/\sr\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const place = double ?? single!;
    const [, letters = "", digits = ""] = /^(\D*)(\d+)$/s.exec(place.slice(0, 100)) ?? [];
    const column = Array.from(letters, (_, i) => letters.charCodeAt(i) - 64).reduce((sum, letter) => 26 * sum + letter, 0);
    if (Number(digits) > MOST_ROWS || column > MOST_COLUMNS || place.includes("&") || place.length > 100)
      throw new DataError(
        `${file}: the place "${place.slice(0, 20)}" is outside of a sheet, which has at most ${MOST_ROWS} rows and ${MOST_COLUMNS} columns. Open it in Excel and save it again.`,
      );
    if (letters !== "") cells++;
    rows = Math.max(rows, Number(digits));
    columns = Math.max(columns, column);
  }
  const isFull = cells > mostOf("lines", maxMemory);
  if (isFull || rows * columns > mostOf("values", maxMemory))
    throw new DataError(
      message`${file}: a sheet has ${rows} rows and ${columns} columns with ${cells} cells, which is too many. Remove the cells far from the table, save it as CSV, or allow more: ${isFull ? memoryFor("lines", cells) : memoryFor("values", rows * columns)}`,
    );
}

/** Returns the names of the sheets in the order of the workbook. */
function sheetNames(entries: readonly ZipEntry[], file: string): string[] {
  const workbook = entries.find(({ name }) => name === "xl/workbook.xml");
  const xml = workbook ? new TextDecoder().decode(workbook.read()) : "";
  const names = [...xml.matchAll(/<(?:\w+:)?sheet\s[^>]*?\bname=(?:"([^"]*)"|'([^']*)')/g)].map(([, double, single]) =>
    unescaped(double ?? single ?? ""),
  );
  if (names.length === 0) throw new DataError(`${file} lists no sheets. Open it in Excel and save it again as .xlsx.`);
  return names;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name = "") =>
    hex || decimal ? String.fromCodePoint(Number.parseInt(hex ?? decimal!, hex ? 16 : 10)) : (ENTITIES[name] ?? whole),
  );

/**
 * Whether an archive is a workbook. The name of its main part is in the archive's directory, at the end, and also before the part
 * itself.
 */
function isXlsx(bytes: Uint8Array): boolean {
  if (!isZip(bytes)) return false;
  const names = new TextDecoder("latin1");
  const ends = [bytes.subarray(0, 65_536), bytes.subarray(Math.max(0, bytes.length - 65_536))];
  return ends.some((end) => names.decode(end).includes("xl/workbook.xml"));
}

export const xlsx: Reader<"table"> = {
  name: "xlsx",
  holds: "table",
  recognises: isXlsx,
  async read(bytes, file, options = {}) {
    const { text, notes } = await sheetOf(bytes, file, options);
    const { reading: _, ...table } = await readCsv(text, file, { ...options, ...SHEET_AS_TEXT });
    const reading = readingIn(options);
    return {
      ...table,
      notes: [...notes, ...(table.notes ?? [])],
      ...(Object.keys(reading).length > 0 && { reading }),
    };
  },
};
