import { type Bytes, bytesIn } from "../../core/bytes.ts";
import { DataError } from "../../core/errors.ts";
import { either, type Message, message, type NamedOption, option } from "../../core/message.ts";

/** Maximum number of bytes that a page can open: of the files, and of their decompressed contents. */
export const MOST_BYTES: number = 512e6;

/** Returns the number of bytes that a page opens. */
export const mostInPage = (maxMemory?: Bytes): number => bytesIn(maxMemory) ?? MOST_BYTES;

/** Memory in bytes for which the usual limits are made. */
const USUAL_MEMORY = 2e9;
/** Maximum numbers of what is read at once, which takes several times its size in memory. They grow with the option `maxMemory`. */
const USUAL = {
  /** Bytes of text, or of the XML of a workbook. */
  text: 256e6,
  /** Lines and JSON objects of a text, or cells of a workbook, some 200 bytes each. */
  lines: 10e6,
  /** Values of a text, or cells in the rectangle around those of a workbook. */
  values: 50e6,
  /** Pixels of one image. Each takes four bytes, and several images are decoded at once. */
  pixels: 100e6,
};
type Limited = keyof typeof USUAL;
/** Maximum number of characters of a string, which no memory raises. */
const LONGEST_STRING = 2 ** 29 - 24;

/** Returns how much of something is read at once: as much as fits into `maxMemory`, or the usual limit. */
export function mostOf(what: Limited, maxMemory?: Bytes): number {
  const most = (USUAL[what] * (bytesIn(maxMemory) ?? USUAL_MEMORY)) / USUAL_MEMORY;
  return what === "text" ? Math.min(most, LONGEST_STRING) : most;
}

/** Returns the value of the option `maxMemory` that is enough to read an amount. */
export const memoryFor = (what: Limited, amount: number): NamedOption => memoryOf((USUAL_MEMORY * amount) / USUAL[what]);

/** Returns the option `maxMemory` with a number of bytes, rounded up to a short text: "3GB". */
export const memoryOf = (bytes: number): NamedOption =>
  option("maxMemory", bytes > 1e9 ? `${Math.ceil(bytes / 1e9)}GB` : `${Math.ceil(bytes / 1e6)}MB`);

/** Returns what to do about a text that is too large: a remedy, or a larger `maxMemory` if a string can be that long. */
export const orMoreForText = (remedy: string, bytes: number): Message =>
  bytes > LONGEST_STRING ? message`${remedy}.` : message`${remedy}, or allow more: ${memoryFor("text", bytes)}`;

/** Maximum number of characters of lists and objects in Parquet as JSON. A few bytes can repeat a long text in each row. */
export const MOST_JSON: number = 1e9;
/** Maximum number of columns of a table, because each costs time and memory even if it is empty. */
export const MOST_COLUMNS = 10_000;

/**
 * Checks that a text can become a table in memory, which takes many times its size.
 * @throws DataError if it has too many lines, objects or values.
 */
export function expectFewValues(bytes: Uint8Array, name: string, maxMemory?: Bytes): void {
  const counts = new Uint32Array(256);
  for (let i = 0; i < bytes.length; i++) counts[bytes[i]!]!++;
  const of = (chars: string) => [...chars].reduce((most, char) => Math.max(most, counts[char.charCodeAt(0)]!), 0);
  const [lines, values] = [of("\n\r{["), of(",;\t|")];
  const isLong = lines > mostOf("lines", maxMemory);
  if (!isLong && values <= mostOf("values", maxMemory)) return;
  const needed = isLong ? memoryFor("lines", lines) : memoryFor("values", values);
  throw new DataError(
    message`${name} has ${isLong ? `${lines} lines or objects` : `${values} values`}, which is more than fits into memory. ${either(message`Save it as CSV, and use the command line: codings train FILE.csv`, message`allow more: ${needed}`)}`,
  );
}

/** @throws DataError if a table has too many columns. @param where - the file, and the line if it is known. */
export function expectFewColumns(where: string, columns: number): void {
  if (columns > MOST_COLUMNS)
    throw new DataError(
      `${where} has ${columns} columns, but at most ${MOST_COLUMNS} can be read. Check whether rows and columns are exchanged, or save many numbers per row as .npy.`,
    );
}

/** Formats a number of bytes: "1.2 GB", "340 MB", "1.5 MB", "128 kB". */
export const sizeText = (bytes: number): string =>
  bytes >= 1e9
    ? `${Number((bytes / 1e9).toPrecision(2))} GB`
    : bytes >= 1e6
      ? `${Number((bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0))} MB`
      : `${Math.ceil(bytes / 1e3)} kB`;

/** @throws DataError if a file is larger than a page can open. @param what - verb of the message: "has", "unpacks to". */
export function expectRoom(name: string, what: string, bytes: number, most = MOST_BYTES): void {
  if (bytes > most)
    throw new DataError(
      `${name} ${what} ${sizeText(bytes)}, but a page can open at most ${sizeText(most)}. Use the command line: codings train ${name}`,
    );
}
