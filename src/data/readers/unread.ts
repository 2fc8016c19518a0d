import type { OpenFile } from "./reader.ts";
import { knownAs } from "./signatures.ts";

/** Endings of binary formats. A text file with such an ending is something else, such as a web page that asks to sign in. */
const BINARY = /\.(npy|npz|parquet|feather|arrow|zip|idx|xlsx|h5|onnx|safetensors)$/i;

/** Returns the ending of a file if it is wrong, because the file is text or has an unknown format. */
export const wrongEnding = ({ path, bytes, reader }: OpenFile): string | undefined =>
  bytes.length > 0 && (!reader || reader.isText) ? BINARY.exec(path)?.[0].toLowerCase() : undefined;

/** Makes the message for a file that can't be opened. */
export function unreadable(file: OpenFile): string {
  const { path, bytes } = file;
  const known = knownAs(bytes);
  if (known) return `${path} ${known}.`;
  if (bytes.length === 0) return `${path} is empty. Drop another.`;
  const magic = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const ending = wrongEnding(file);
  if (ending) return `${path} is not a ${ending} file (its first bytes are ${magic}). Save or download it again.`;
  return `${path} has an unknown format: it begins with ${magic}. Give a table (CSV, TSV, JSON, Excel, Arrow, Parquet), an IDX, .npy or .npz file, or images (PNG, JPEG, WebP, GIF, BMP, AVIF).`;
}
