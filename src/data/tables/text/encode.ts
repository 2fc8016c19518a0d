import { DataError } from "../../../core/errors.ts";

/** Encodings whose characters have one or two bytes and depend on no other bytes. */
const OF_TWO_BYTES: ReadonlySet<string> = new Set(["shift_jis", "euc-jp", "euc-kr", "gbk", "gb18030", "big5"]);

/** Whether text can be written in an encoding. */
export const canEncode = (label: string): boolean => !/^(iso-2022|replacement|x-user-defined)/.test(label);

/**
 * Returns a function that encodes text. The encoding's name is one that TextDecoder returns.
 * @throws DataError for a character that the encoding can't represent.
 */
export function encoderOf(label: string, file: string): (text: string) => Uint8Array {
  if (label === "utf-8") {
    const encoder = new TextEncoder();
    return (text) => encoder.encode(text);
  }
  if (label.startsWith("utf-16")) return (text) => utf16(text, label === "utf-16le");
  const table = bytesOfCharacters(label);
  return (text) => {
    const bytes: number[] = [];
    for (const character of text) {
      const code = table.get(character);
      if (code === undefined)
        throw new DataError(
          `"${character}" can't be written in ${label}, the encoding of ${file}. Replace it by characters that the encoding has.`,
        );
      if (code > 0xff) bytes.push(code >> 8);
      bytes.push(code & 0xff);
    }
    return Uint8Array.from(bytes);
  };
}

function utf16(text: string, isLittle: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), isLittle);
  return bytes;
}

/** Maps characters to bytes, by decoding each byte and each pair of bytes. */
function bytesOfCharacters(label: string): ReadonlyMap<string, number> {
  const table = new Map<string, number>();
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  const add = (code: number, ...bytes: number[]) => {
    const character = decoder.decode(Uint8Array.from(bytes));
    if ([...character].length === 1 && character !== "\uFFFD" && !table.has(character)) table.set(character, code);
  };
  for (let byte = 0; byte < 256; byte++) add(byte, byte);
  if (!OF_TWO_BYTES.has(label)) return table;
  for (let first = 0x81; first < 0xff; first++)
    for (let second = 0x40; second < 0xff; second++) add((first << 8) + second, first, second);
  return table;
}
