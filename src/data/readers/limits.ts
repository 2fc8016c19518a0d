import { DataError } from "../../core/errors.ts";

/** Maximum number of bytes that a page can open: of the files, and of their decompressed contents. */
export const MOST_BYTES: number = 512e6;
/** Maximum number of bytes of text. It takes several times its size in memory while it is read. */
export const MOST_TEXT = 256e6;

/** Maximum number of characters of lists and objects in Parquet as JSON. A few bytes can repeat a long text in each row. */
export const MOST_JSON: number = 1e9;
/** Maximum number of lines and JSON objects of a text that is read at once, some 200 bytes each, and of its values. */
const MOST_LINES = 10e6;
export const MOST_VALUES = 50e6;
/** Maximum number of columns of a table, because each costs time and memory even if it is empty. */
export const MOST_COLUMNS = 10_000;

/**
 * Checks that a text can become a table in memory, which takes many times its size.
 * @throws DataError if it has too many lines, objects or values.
 */
export function expectFewValues(bytes: Uint8Array, name: string): void {
  const counts = new Uint32Array(256);
  for (let i = 0; i < bytes.length; i++) counts[bytes[i]!]!++;
  const of = (chars: string) => [...chars].reduce((most, char) => Math.max(most, counts[char.charCodeAt(0)]!), 0);
  const [lines, values] = [of("\n\r{["), of(",;\t|")];
  if (lines > MOST_LINES || values > MOST_VALUES)
    throw new DataError(
      `${name} has ${lines > MOST_LINES ? `${lines} lines or objects` : `${values} values`}, which is more than fits into memory. Save it as CSV, and use the command line: codings train FILE.csv`,
    );
}

/** @throws DataError if a table has too many columns. @param where - the file, and the line if it is known. */
export function expectFewColumns(where: string, columns: number): void {
  if (columns > MOST_COLUMNS)
    throw new DataError(
      `${where} has ${columns} columns, but at most ${MOST_COLUMNS} can be read. Check whether rows and columns are exchanged, or save many numbers per row as .npy.`,
    );
}

/** Formats a number of bytes: "1.2 GB", "340 MB". */
export const sizeText = (bytes: number): string =>
  bytes >= 1e9 ? `${Number((bytes / 1e9).toPrecision(2))} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;

/** @throws DataError if a file is larger than a page can open. @param what - verb of the message: "has", "unpacks to". */
export function expectRoom(name: string, what: string, bytes: number, most = MOST_BYTES): void {
  if (bytes > most)
    throw new DataError(
      `${name} ${what} ${sizeText(bytes)}, but a page can open at most ${sizeText(most)}. Use the command line: codings train ${name}`,
    );
}
