/** What a file holds, seen from its first bytes. */
export type Kind = "image" | "idx" | "npy" | "zip" | "gzip" | "parquet" | "text" | "empty" | "unknown";

const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));

interface Signature {
  readonly kind: Kind;
  readonly bytes: readonly number[];
  readonly at?: number;
  /** Of a picture, its media type; of what isn't read, what it is called, and what to do. */
  readonly is: string;
}

const SIGNATURES: readonly Signature[] = [
  { kind: "image", bytes: [0x89, ...ascii("PNG")], is: "image/png" },
  { kind: "image", bytes: [0xff, 0xd8, 0xff], is: "image/jpeg" },
  { kind: "image", bytes: ascii("GIF8"), is: "image/gif" },
  { kind: "image", bytes: ascii("WEBP"), at: 8, is: "image/webp" },
  { kind: "image", bytes: ascii("ftypavif"), at: 4, is: "image/avif" },
  { kind: "image", bytes: ascii("ftypavis"), at: 4, is: "image/avif" },
  { kind: "npy", bytes: [0x93, ...ascii("NUMPY")], is: "" },
  { kind: "zip", bytes: [...ascii("PK"), 3, 4], is: "" },
  { kind: "zip", bytes: [...ascii("PK"), 5, 6], is: "" },
  { kind: "gzip", bytes: [0x1f, 0x8b], is: "" },
  { kind: "parquet", bytes: ascii("PAR1"), is: "" },
  { kind: "unknown", bytes: ascii("II*\0"), is: "a TIFF picture. Save it as PNG" },
  { kind: "unknown", bytes: ascii("MM\0*"), is: "a TIFF picture. Save it as PNG" },
  { kind: "unknown", bytes: ascii("BM"), is: "a BMP picture. Save it as PNG" },
  { kind: "unknown", bytes: ascii("ftyp"), at: 4, is: "a HEIC picture or a film. Save pictures as PNG or JPEG" },
  { kind: "unknown", bytes: ascii("%PDF"), is: "a PDF. Give its tables as CSV, its pictures as PNG" },
  { kind: "unknown", bytes: [0x28, 0xb5, 0x2f, 0xfd], is: "packed by Zstandard. Unpack it, or pack it as .gz" },
  { kind: "unknown", bytes: [0xfd, ...ascii("7zXZ")], is: "packed by xz. Unpack it, or pack it as .gz" },
  { kind: "unknown", bytes: ascii("7z\xbc\xaf"), is: "a 7z archive. Pack it as .zip" },
  { kind: "unknown", bytes: ascii("Rar!"), is: "a RAR archive. Pack it as .zip" },
  { kind: "unknown", bytes: [0xd0, 0xcf, 0x11, 0xe0], is: "an old Excel or Word file. Save its table as CSV" },
  { kind: "unknown", bytes: [0x89, ...ascii("HDF")], is: "HDF5. Save its arrays as .npz (np.savez)" },
  { kind: "unknown", bytes: ascii("{"), at: 8, is: "a model's weights alone. Drop the model's whole folder" },
];

const signatureOf = (bytes: Uint8Array): Signature | undefined =>
  SIGNATURES.find(
    ({ bytes: signature, at = 0, kind }) =>
      signature.every((byte, i) => bytes[at + i] === byte) && (kind === "parquet" || !isTextual(bytes)),
  );

/** Text may begin like anything ("BMI,age"), but has no zeros and no bytes that aren't UTF-8's. */
function isTextual(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096);
  return !head.includes(0) && (isUtf16(head) || isUtf8(head));
}

function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

export const isUtf16 = ([a, b]: Uint8Array): boolean => (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);

export function kindOf(bytes: Uint8Array): Kind {
  if (bytes.length === 0) return "empty";
  const [zero, alsoZero, type = 0, rank = 0] = bytes;
  if (zero === 0 && alsoZero === 0 && [8, 9, 11, 12, 13, 14].includes(type) && rank >= 1 && rank <= 8) return "idx";
  const known = signatureOf(bytes)?.kind;
  if (known) return known;
  return isUtf16(bytes) || !bytes.subarray(0, 65536).includes(0) ? "text" : "unknown";
}

/** The media type of a picture. */
export const mediaTypeOf = (bytes: Uint8Array): string => signatureOf(bytes)?.is ?? "";

/** Of a kind of file that is known and isn't read, what it is, in words that follow its name. */
export function knownAs(bytes: Uint8Array): string | undefined {
  const { is, kind } = signatureOf(bytes) ?? {};
  return kind === "unknown" ? `is ${is}` : undefined;
}

/** Endings of what text never is: a file of text that is called so is something else, such as a page that says to sign in. */
const BINARY = /\.(npy|npz|parquet|zip|idx|xlsx|h5|onnx|safetensors)$/i;

/** The ending that a file of text bears wrongly. */
export const wrongEnding = (kind: Kind, file: string): string | undefined =>
  kind === "text" || kind === "unknown" ? BINARY.exec(file)?.[0].toLowerCase() : undefined;

/** What to say of a file that isn't read. */
export function unreadable(bytes: Uint8Array, file: string): string {
  const known = knownAs(bytes);
  if (known) return `${file} ${known}.`;
  if (bytes.length === 0) return `${file} is empty. Drop another.`;
  const magic = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const ending = wrongEnding(kindOf(bytes), file);
  if (ending) return `${file} is no ${ending} file (its first bytes are ${magic}). Save or download it again.`;
  return `${file} is of no kind that is read here: it begins with ${magic}. Data are tables (CSV, TSV, JSON, Parquet), IDX, .npy, .npz, or images (PNG, JPEG, WebP, GIF, AVIF), alone, in a folder or in a .zip.`;
}
