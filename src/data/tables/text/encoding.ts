import { DataError, OptionError } from "../../../core/errors.ts";
import { counted } from "../../../core/words.ts";

/** The encoding of a file's text. */
export interface TextEncoding {
  /** TextDecoder's name of the encoding. */
  readonly label: string;
  /** Number of bytes in the byte order mark. */
  readonly mark: number;
  /** A note for the user, unless the encoding is UTF-8. */
  readonly note?: string;
}

/** TextDecoder's names for other names of encodings, such as Python's. */
const NAMES: Readonly<Record<string, string>> = {
  "latin-1": "latin1",
  "iso8859-1": "latin1",
  "utf-8-sig": "utf-8",
  utf16: "utf-16",
  "utf-16-le": "utf-16le",
  "utf-16-be": "utf-16be",
  ansi: "windows-1252",
  mac: "macintosh",
  "mac-roman": "macintosh",
  sjis: "shift_jis",
};

/** @throws OptionError if no encoding has the name. */
function labelOf(name: string): string {
  const plain = name.trim().toLowerCase().replaceAll("_", "-");
  const code = /^(?:cp|win(?:dows)?-?)(\d+)$/.exec(plain)?.[1];
  for (const label of [NAMES[plain], code && `windows-${code}`, plain, name.trim()]) {
    try {
      if (label) return new TextDecoder(label).encoding;
    } catch {
      // Another spelling may be known.
    }
  }
  throw new OptionError(
    `There is no encoding "${name}". Use one that TextDecoder knows, such as utf-8, windows-1252, utf-16le, shift_jis or gb18030.`,
  );
}

const startsWith = (bytes: Uint8Array, ...start: number[]): boolean => start.every((byte, i) => bytes[i] === byte);

/** Returns the encoding that a file's byte order mark names. */
function markedEncoding(bytes: Uint8Array, file: string): TextEncoding | undefined {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return { label: "utf-8", mark: 3 };
  if (startsWith(bytes, 0xff, 0xfe, 0, 0) || startsWith(bytes, 0, 0, 0xfe, 0xff))
    throw new DataError(`${file} is UTF-32. Save it as UTF-8.`);
  if (startsWith(bytes, 0xff, 0xfe)) return { label: "utf-16le", mark: 2, note: `${file} is read as UTF-16` };
  if (startsWith(bytes, 0xfe, 0xff)) return { label: "utf-16be", mark: 2, note: `${file} is read as UTF-16` };
  return undefined;
}

/**
 * Detects UTF-16 without a byte order mark. Its ASCII characters, at least line breaks and delimiters, have a zero as their other
 * byte. So zeros are at even or at odd places only. In other text, zeros may be anywhere, but not next to line breaks.
 */
export function unmarkedUtf16(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const zeros = [0, 0];
  const breaks = { all: 0, little: 0, big: 0 };
  for (let i = 0; i < head.length; i++) {
    if (head[i] === 0) zeros[i % 2]!++;
    if (head[i] !== 0x0a && head[i] !== 0x0d) continue;
    breaks.all++;
    if (i % 2 === 0 && head[i + 1] === 0) breaks.little++;
    if (i % 2 === 1 && head[i - 1] === 0) breaks.big++;
  }
  const isAt = (place: 0 | 1, inBreaks: number) =>
    zeros[place]! > 1 &&
    zeros[1 - place]! <= zeros[place]! / 50 &&
    inBreaks >= 0.5 * breaks.all &&
    (breaks.all > 0 || zeros[place]! > head.length / 4);
  if (isAt(1, breaks.little)) return "utf-16le";
  return isAt(0, breaks.big) ? "utf-16be" : undefined;
}

/** Counts the characters of several bytes in UTF-8, and the bytes that UTF-8 can't contain. */
export class Utf8Count {
  characters = 0;
  wrong = 0;
  /** Number of bytes that Windows-1252 has no character for. */
  unknown = 0;
  #open = 0;
  #length = 0;

  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte < 0x80 && this.#open === 0) continue;
      if (byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d) this.unknown++;
      if (this.#open > 0 && byte >= 0x80 && byte < 0xc0) {
        this.#open--;
        if (this.#open === 0) this.characters++;
        continue;
      }
      if (this.#open > 0) this.wrong += this.#length - this.#open;
      this.#length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
      if (byte >= 0xf5 || (byte >= 0x80 && byte < 0xc2)) {
        this.wrong++;
        this.#length = 0;
      }
      this.#open = byte < 0x80 ? 0 : Math.max(0, this.#length - 1);
    }
  }
}

/**
 * Returns the encoding of text that isn't UTF-8: Windows-1252, which includes Latin-1. Throws if most of the text is UTF-8, or if
 * it has bytes that neither encoding has.
 * @param count of all known bytes.
 */
export function eightBit({ characters, wrong, unknown }: Utf8Count, file: string): TextEncoding {
  if (wrong === 0) return { label: "utf-8", mark: 0 };
  if (characters > wrong)
    throw new DataError(
      `${file} isn't valid UTF-8: it contains ${counted(wrong, "invalid byte")}. Save the file as UTF-8, or set its encoding (for example --encoding windows-1252).`,
    );
  if (unknown > 0)
    throw new DataError(
      `${file} is neither UTF-8 nor Windows-1252. Set its encoding (for example --encoding shift_jis), or save the file as UTF-8.`,
    );
  return {
    label: "windows-1252",
    mark: 0,
    note: `${file} isn't UTF-8 and is read as Windows-1252 (option encoding, --encoding)`,
  };
}

/**
 * Returns the encoding of a text file: the one from the options, the one that its first bytes name, or the likely one.
 * @param head the first bytes. @param isWhole whether these are all bytes.
 * @throws DataError if the file isn't text in a known encoding; OptionError for an unknown name.
 */
export function encodingOf(
  head: Uint8Array,
  file: string,
  { isWhole, encoding }: { readonly isWhole: boolean; readonly encoding?: string | undefined },
): TextEncoding {
  const marked = markedEncoding(head, file);
  if (encoding !== undefined) {
    const label = /^utf[-_]?16$/i.test(encoding.trim())
      ? (marked?.label ?? unmarkedUtf16(head) ?? "utf-16le")
      : labelOf(encoding);
    return { label, mark: marked && (marked.label === label || label === "utf-8") ? marked.mark : 0 };
  }
  if (marked) return marked;
  if (head.includes(0)) {
    const label = unmarkedUtf16(head);
    if (label) return { label, mark: 0, note: `${file} is read as UTF-16 (option encoding, --encoding)` };
  }
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: !isWhole });
    return { label: "utf-8", mark: 0 };
  } catch {
    const count = new Utf8Count();
    count.add(head);
    return eightBit(count, file);
  }
}

/** Refuses NUL bytes, which text never contains. @param first the number of the text's first line. */
export function expectNoZeros(text: string, file: string, first = 1): void {
  const at = text.indexOf("\0");
  if (at < 0) return;
  const line = first + (text.slice(0, at).match(/\r\n?|\n/g)?.length ?? 0);
  throw new DataError(
    `${file}, line ${line} contains a NUL byte, which text never does. The file is damaged or isn't a text file. Create it again, or remove the byte.`,
  );
}

/**
 * Decodes a file's bytes. If they aren't all of the file, the last character may be incomplete. (Node's decoder reads a whole
 * text of Windows-1252 as Latin-1 if it gets it at once, which loses €.)
 */
export function textOf(bytes: Uint8Array, label: string, isWhole = true): string {
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  const text = decoder.decode(bytes, { stream: true });
  return isWhole ? text + decoder.decode() : text;
}
