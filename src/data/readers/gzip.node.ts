import { totalmem } from "node:os";
import { constants, createGunzip } from "node:zlib";
import { DataError } from "../../core/errors.ts";
import { arrow } from "./arrow.ts";
import { sizeText } from "./limits.ts";
import { goesOn, HEAD, joined, promisedBy } from "./promised.ts";

/** Maximum number of bytes that are decompressed into memory. */
export const MOST_UNPACKED: number = Math.min(totalmem() / 2, 2 ** 32 - 1);

/**
 * Decompresses a gzip into memory. An IDX or .npy file is decompressed as far as its header states. A file that is neither text
 * nor an array nor Arrow nor an archive is decompressed only at its beginning, which is enough to refuse it.
 * @param onBytes - called after each part with the number of bytes decompressed so far.
 * @throws DataError if the gzip is cut short or broken, or if it is larger than its header states or than half of this machine's
 * memory.
 */
export async function gunzip(
  packed: Uint8Array,
  where: string,
  { most = MOST_UNPACKED, onBytes }: { most?: number; onBytes?: (unpacked: number) => void } = {},
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let wanted: ReturnType<typeof wantedOf> | undefined;
  for await (const part of unpacked(packed, where)) {
    parts.push(part);
    size += part.length;
    onBytes?.(size);
    if (size >= HEAD) wanted ??= wantedOf(joined(parts, HEAD), packed.length, where, most);
    if (wanted && size > wanted.most) break;
  }
  const { most: end, over } = wanted ?? wantedOf(joined(parts, size), packed.length, where, most);
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
function wantedOf(head: Uint8Array, packed: number, where: string, most: number): { most: number; over?: DataError } {
  const promised = promisedBy(head, packed, where);
  const tooMuch = new DataError(
    `${where} unpacks to more than ${sizeText(most)}, the most that is read of such a file. Give fewer examples, or a table as CSV.`,
  );
  if (promised && promised.most > most) throw tooMuch;
  if (promised) return { most: promised.most, ...(!promised.maybeMore && { over: goesOn(where, promised) }) };
  const isZip = head[0] === 0x50 && head[1] === 0x4b;
  return isZip || arrow.recognises(head, where) || !head.includes(0) ? { most, over: tooMuch } : { most: HEAD };
}

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
