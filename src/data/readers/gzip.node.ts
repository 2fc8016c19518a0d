import { totalmem } from "node:os";
import { constants, createGunzip } from "node:zlib";
import { type Bytes, bytesIn } from "../../core/bytes.ts";
import { DataError } from "../../core/errors.ts";
import { message, type NamedOption } from "../../core/message.ts";
import { arrow } from "./arrow.ts";
import { memoryOf, sizeText } from "./limits.ts";
import { goesOn, HEAD, joined, promisedBy } from "./promised.ts";

/** Returns the number of bytes that an array or an archive may take in memory: `maxMemory`, or half of the machine's memory. */
export const mostUnpacked = (maxMemory?: Bytes): number => bytesIn(maxMemory) ?? Math.min(totalmem() / 2, 2 ** 32 - 1);

interface Unpacking {
  /** Maximum number of decompressed bytes. */
  readonly most?: number;
  /** Returns the option that allows a number of bytes. */
  readonly more?: (bytes: number) => NamedOption;
  /** Called after each part with the number of bytes decompressed so far. */
  readonly onBytes?: (unpacked: number) => void;
}

/**
 * Decompresses a gzip into memory. An IDX or .npy file is decompressed as far as its header states. A file that is neither text
 * nor an array nor Arrow nor an archive is decompressed only at its beginning, which is enough to refuse it.
 * @throws DataError if the gzip is cut short or broken, or if it is larger than its header states or than `most` bytes.
 */
export async function gunzip(
  packed: Uint8Array,
  where: string,
  { most = mostUnpacked(), more = memoryOf, onBytes }: Unpacking = {},
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let wanted: ReturnType<typeof wantedOf> | undefined;
  for await (const part of unpacked(packed, where)) {
    parts.push(part);
    size += part.length;
    onBytes?.(size);
    if (size >= HEAD) wanted ??= wantedOf(joined(parts, HEAD), packed.length, where, { most, more });
    if (wanted && size > wanted.most) break;
  }
  const { most: end, over } = wanted ?? wantedOf(joined(parts, size), packed.length, where, { most, more });
  if (size > end && over) throw over;
  return joined(parts, Math.min(size, end));
}

/** Decompresses the first bytes of a gzip, which may be cut short. */
export async function gunzipHead(packed: Uint8Array, most: number, where: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of unpacked(packed, where, { finishFlush: constants.Z_SYNC_FLUSH })) {
    parts.push(part);
    size += part.length;
    if (size >= most) break;
  }
  return joined(parts, Math.min(size, most));
}

/** Returns how many bytes to decompress of a file that begins with `head`, and the error to throw if the file is longer. */
function wantedOf(
  head: Uint8Array,
  packed: number,
  where: string,
  { most, more }: Required<Pick<Unpacking, "most" | "more">>,
): { most: number; over?: DataError } {
  const promised = promisedBy(head, packed, where);
  const tooMuch = unpacksToMore(where, most, more(promised?.most ?? 2 * most));
  if (promised && promised.most > most) throw tooMuch;
  if (promised) return { most: promised.most, ...(!promised.maybeMore && { over: goesOn(where, promised) }) };
  const isZip = head[0] === 0x50 && head[1] === 0x4b;
  return isZip || arrow.recognises(head, where) || !head.includes(0) ? { most, over: tooMuch } : { most: HEAD };
}

/** Makes the error for a compressed file that is larger than the limit. @param more - the option that allows more. */
export const unpacksToMore = (where: string, most: number, more: NamedOption): DataError =>
  new DataError(
    message`${where} unpacks to more than ${sizeText(most)}, the most that is read of such a file. Give fewer examples, a table as CSV, or allow more: ${more}`,
  );

async function* unpacked(packed: Uint8Array, where: string, options = {}): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: HEAD, ...options });
  stream.end(packed);
  try {
    for await (const part of stream) yield part as Uint8Array;
  } catch {
    throw new DataError(`${where}: the gzip is cut short or broken. Download it again.`);
  } finally {
    stream.destroy();
  }
}
