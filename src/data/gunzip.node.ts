import { totalmem } from "node:os";
import { constants, createGunzip } from "node:zlib";
import { DataError } from "../core/errors.ts";
import { goesOn, HEAD, promisedBy } from "./promised.ts";

/** More isn't unpacked into memory. */
const MOST_BYTES = Math.min(totalmem() / 2, 2 ** 32 - 1);

const brokenGzip = (where: string) => new DataError(`${where}: the gzip is cut short or broken. Download it again.`);

/**
 * What a gzip holds, in memory. Of an IDX or .npy file no more is unpacked than its header promises, and of what isn't text, an array or an archive only the
 * beginning, which tells that it is none.
 * @param onBytes told of each part how many bytes have been unpacked.
 * @throws DataError where it is cut short, broken, holds more than it promises, or more than half of this machine's memory.
 */
export async function gunzip(
  packed: Uint8Array,
  where: string,
  { most = MOST_BYTES, onBytes }: { most?: number; onBytes?: (unpacked: number) => void } = {},
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

/** A gzip's first bytes, unpacked; it may end anywhere. */
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

/** How many bytes are wanted of a file that begins with `head`, and what is wrong where there are more. */
function wantedOf(head: Uint8Array, packed: number, where: string, most: number): { most: number; over?: DataError } {
  const promised = promisedBy(head, packed, where);
  const tooMuch = new DataError(
    `${where} unpacks to more than ${(most / 2 ** 30).toFixed(1)} GiB, more than fits into the memory here. Give fewer examples, or a table.`,
  );
  if (promised && promised.most > most) throw tooMuch;
  if (promised) return { most: promised.most, ...(!promised.maybeMore && { over: goesOn(where, promised) }) };
  const isZip = head[0] === 0x50 && head[1] === 0x4b;
  return isZip || !head.includes(0) ? { most, over: tooMuch } : { most: HEAD };
}

async function* unpacked(packed: Uint8Array, where: string, options = {}): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: HEAD, ...options });
  stream.end(packed);
  try {
    for await (const part of stream) yield part as Uint8Array;
  } catch {
    throw brokenGzip(where);
  } finally {
    stream.destroy();
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    if (at >= size) break;
    whole.set(part.subarray(0, size - at), at);
    at += part.length;
  }
  return whole;
}
