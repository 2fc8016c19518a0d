import type { OpenFile } from "./reader.ts";
import { knownAs } from "./signatures.ts";

/** Endings of what text never is: a file of text that is called so is something else, such as a page that says to sign in. */
const BINARY = /\.(npy|npz|parquet|feather|arrow|zip|idx|xlsx|h5|onnx|safetensors)$/i;

/** The ending that a file of text, or of a format that isn't read, bears wrongly. */
export const wrongEnding = ({ path, bytes, reader }: OpenFile): string | undefined =>
  bytes.length > 0 && (!reader || reader.isText) ? BINARY.exec(path)?.[0].toLowerCase() : undefined;

/** What to say of a file that isn't read. */
export function unreadable(file: OpenFile): string {
  const { path, bytes } = file;
  const known = knownAs(bytes);
  if (known) return `${path} ${known}.`;
  if (bytes.length === 0) return `${path} is empty. Drop another.`;
  const magic = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const ending = wrongEnding(file);
  if (ending) return `${path} is no ${ending} file (its first bytes are ${magic}). Save or download it again.`;
  return `${path} has an unknown format: it begins with ${magic}. Data are tables (CSV, TSV, JSON, Excel, Arrow, Parquet), IDX, .npy, .npz, or images (PNG, JPEG, WebP, GIF, BMP, AVIF), alone, in a folder or in a .zip.`;
}
