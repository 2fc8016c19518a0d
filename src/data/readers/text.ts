import type { Bytes } from "../../core/bytes.ts";
import { encodingOf, textOf, unmarkedUtf16 } from "../tables/text/encoding.ts";
import { expectFewValues, expectRoom, mostOf } from "./limits.ts";
import { isUtf16, knownAs } from "./signatures.ts";

/** Number of bytes at the beginning of a file that decide whether it is text. */
const HEAD = 65_536;

/** Whether a file is text: it has no zeros near its beginning, except in UTF-16. An empty file isn't text. */
export const isText = (bytes: Uint8Array): boolean =>
  bytes.length > 0 && (isUtf16(bytes) || isTextHead(bytes.subarray(0, HEAD))) && knownAs(bytes) === undefined;

/**
 * Whether bytes at the beginning of a file may be text. A few zeros are allowed, because the table reader reports them with their
 * line.
 */
export const isTextHead = (head: Uint8Array): boolean =>
  !head.includes(0) || unmarkedUtf16(head) !== undefined || isTextWithZeros(head);

/** Whether bytes are lines of text with only a few zeros. */
function isTextWithZeros(head: Uint8Array): boolean {
  const zeros = head.filter((byte) => byte === 0).length;
  const others = head.filter((byte) => byte !== 0 && byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13).length;
  return others === 0 && zeros <= 1 + head.length / 50 && !head.subarray(0, 8).includes(0) && head.includes(10);
}

/**
 * Decodes the text of a table.
 * @throws DataError if the file isn't text, is a web page or a drawing, or is larger than a page can open.
 */
export const textIn = (bytes: Uint8Array, file: string, maxMemory?: Bytes): string =>
  decodedText(bytes, file, { maxMemory }).text;

/**
 * Decodes the text of a file, with a note about its encoding.
 * @param options - the encoding that the user chose, and the memory that reading may take.
 * @throws as `textIn`.
 */
export function decodedText(
  bytes: Uint8Array,
  file: string,
  { encoding, maxMemory }: { readonly encoding?: string | undefined; readonly maxMemory?: Bytes | undefined } = {},
): { readonly text: string; readonly note?: string | undefined } {
  expectRoom(file, "has", bytes.length, mostOf("text", maxMemory));
  expectFewValues(bytes, file, maxMemory);
  const { label, mark, note } = encodingOf(bytes, file, { isWhole: true, encoding });
  return { text: textOf(bytes.subarray(mark), label), note };
}
