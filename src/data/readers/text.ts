import { DataError } from "../../core/errors.ts";
import { expectRoom, MOST_TEXT } from "./limits.ts";
import { isUtf16, knownAs } from "./signatures.ts";

/** Whether a file is text: it has no zeros near its beginning. An empty one is none. */
export const isText = (bytes: Uint8Array): boolean =>
  bytes.length > 0 && (isUtf16(bytes) || !bytes.subarray(0, 65536).includes(0)) && knownAs(bytes) === undefined;

/** The text of a table's file. @throws DataError where it isn't UTF-8, is a page or a drawing, or is larger than a page can hold. */
export function textIn(bytes: Uint8Array, file: string): string {
  expectRoom(file, "has", bytes.length, MOST_TEXT);
  return decoded(bytes, file);
}

function decoded(bytes: Uint8Array, file: string): string {
  if (isUtf16(bytes)) throw new DataError(`${file} is UTF-16. Save it as UTF-8.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new DataError(`${file} isn't UTF-8. Save the file as UTF-8.`);
  }
}
