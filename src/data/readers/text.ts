import { encodingOf, textOf, unmarkedUtf16 } from "../tables/text/encoding.ts";
import { expectRoom, MOST_TEXT } from "./limits.ts";
import { isUtf16, knownAs } from "./signatures.ts";

/** Bytes at a file's beginning that tell whether it is text. */
const HEAD = 65_536;

/** Whether a file is text: it has no zeros near its beginning but those of UTF-16. An empty one is none. */
export const isText = (bytes: Uint8Array): boolean =>
  bytes.length > 0 && (isUtf16(bytes) || isTextHead(bytes.subarray(0, HEAD))) && knownAs(bytes) === undefined;

/** Whether bytes at a file's beginning may be text. A zero in a line of text is a mistake that is told of by its line. */
export const isTextHead = (head: Uint8Array): boolean =>
  !head.includes(0) || unmarkedUtf16(head) !== undefined || isTextWithZeros(head);

/** Whether all other bytes are those of text, and there are lines of it. */
function isTextWithZeros(head: Uint8Array): boolean {
  const zeros = head.filter((byte) => byte === 0).length;
  const others = head.filter((byte) => byte !== 0 && byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13).length;
  return others === 0 && zeros <= 1 + head.length / 50 && !head.subarray(0, 8).includes(0) && head.includes(10);
}

/** The text of a table's file. @throws DataError if it isn't text, is a page or a drawing, or is larger than a page can hold. */
export const textIn = (bytes: Uint8Array, file: string): string => decodedText(bytes, file).text;

/** A file's text, and what is to be said of its encoding. @param encoding the one that a user insists on. @throws as `textIn`. */
export function decodedText(
  bytes: Uint8Array,
  file: string,
  encoding?: string,
): { readonly text: string; readonly note?: string | undefined } {
  expectRoom(file, "has", bytes.length, MOST_TEXT);
  const { label, mark, note } = encodingOf(bytes, file, { isWhole: true, encoding });
  return { text: textOf(bytes.subarray(mark), label), note };
}
