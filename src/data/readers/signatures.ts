import { succeeds } from "../../core/attempt.ts";

/** The first bytes that tell a format. */
export interface Signature {
  readonly bytes: readonly number[];
  /** Where they stand; 0 by default. */
  readonly at?: number;
  /** The media type of a picture; of a format that isn't read, its name, and what to do. */
  readonly is: string;
}

export const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));

/** The signature that a file begins with. Text begins with none: "BMI,age" is no bitmap. */
export const signatureIn = (signatures: readonly Signature[], bytes: Uint8Array): Signature | undefined => {
  const found = signatures.find(({ bytes: signature, at = 0 }) => signature.every((byte, i) => bytes[at + i] === byte));
  return found && !isTextual(bytes) ? found : undefined;
};

/** Text has no zeros, and no bytes that aren't UTF-8's. */
function isTextual(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096);
  return !head.includes(0) && (isUtf16(head) || isUtf8(head));
}

const isUtf8 = (head: Uint8Array): boolean =>
  succeeds(() => new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true }));

export const isUtf16 = ([a, b]: Uint8Array): boolean => (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);

/** Formats that are known and not read: what they are, in words that follow a file's name. */
const UNREAD: readonly Signature[] = [
  { bytes: ascii("II*\0"), is: "a TIFF picture. Save it as PNG" },
  { bytes: ascii("MM\0*"), is: "a TIFF picture. Save it as PNG" },
  { bytes: ascii("BM"), is: "a BMP picture. Save it as PNG" },
  { bytes: ascii("ftyp"), at: 4, is: "a HEIC picture or a film. Save pictures as PNG or JPEG" },
  { bytes: ascii("%PDF"), is: "a PDF. Give its tables as CSV, its pictures as PNG" },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], is: "packed by Zstandard. Unpack it, or pack it as .gz" },
  { bytes: [0xfd, ...ascii("7zXZ")], is: "packed by xz. Unpack it, or pack it as .gz" },
  { bytes: ascii("7z\xbc\xaf"), is: "a 7z archive. Pack it as .zip" },
  { bytes: ascii("Rar!"), is: "a RAR archive. Pack it as .zip" },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], is: "an old Excel or Word file. Save its table as CSV" },
  { bytes: [0x89, ...ascii("HDF")], is: "HDF5. Save its arrays as .npz (np.savez)" },
  { bytes: ascii("{"), at: 8, is: "a model's weights alone. Drop the model's whole folder" },
];

/** Of a kind of file that is known and isn't read, what it is, in words that follow its name. */
export function knownAs(bytes: Uint8Array): string | undefined {
  const known = signatureIn(UNREAD, bytes);
  return known && `is ${known.is}`;
}
