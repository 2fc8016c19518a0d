import { crc32 } from "../../core/crc32.ts";
import { DataError } from "../../core/errors.ts";
import { message } from "../../core/message.ts";
import { memoryOf, sizeText } from "./limits.ts";
import { HEAD, MOST_A_BYTE } from "./promised.ts";
import type { Reader } from "./reader.ts";
import type { Inflate, ZipEntry } from "./zip-entry.ts";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
/** Number of deflated bytes that is enough for the header of an array. */
const PACKED_HEAD = 4096;
/** Marks a length or position that doesn't fit into 32 bits, as in a ZIP64 archive. */
const ELSEWHERE = 0xffffffff;

type Three = [number, number, number];

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2]! <= 6;

/**
 * Lists the files of a ZIP archive by its directory (PKWARE's APPNOTE, 4.3). They may be stored or deflated, up to 4 GiB.
 * @param where - name of the archive, for messages. @param most - maximum decompressed size of one file in bytes.
 * @throws DataError if the directory is missing, as in an archive that is cut short, or if it lists files that overlap or have
 * the same name.
 */
export function zipEntries(
  bytes: Uint8Array,
  where: string,
  inflate: Inflate,
  most = Number.POSITIVE_INFINITY,
): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const broken = () => new DataError(`${where} is cut short or broken. Save or download it again.`);
  const end = endOf(view);
  if (end === undefined) throw broken();
  let at = view.getUint32(end + 16, true);
  const entries = Array.from({ length: view.getUint16(end + 10, true) }, () => {
    if (at === ELSEWHERE) throw tooLarge(where);
    if (at + 46 > end || view.getUint32(at, true) !== ENTRY) throw broken();
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const [sum, packed, size] = [16, 20, 24].map((field) => view.getUint32(at + field, true)) as Three;
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as Three;
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    at += 46 + nameLength + extra + comment;
    const stored = () => {
      if ([packed, size, local].includes(ELSEWHERE)) throw tooLarge(where);
      if (flags & 1 || (method !== 0 && method !== 8))
        throw new DataError(`${where}: ${name} is encrypted or compressed with an unusual method. ${mendOf(where).again}`);
      if (local + 30 > end || view.getUint32(local, true) !== LOCAL) throw broken();
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      return bytes.subarray(start, start + packed);
    };
    const head = () =>
      method === 0 ? stored().subarray(0, HEAD) : inflate.beginning(stored().subarray(0, PACKED_HEAD)).subarray(0, HEAD);
    const read = () => {
      const data = stored();
      if (size > most)
        throw new DataError(
          message`${where}: ${name} unpacks to ${sizeText(size)}, but at most ${sizeText(most)} are read. ${mendOf(where).less.replace(/\.$/, "")}, or allow more: ${memoryOf(size)}`,
        );
      // The size in the directory may be wrong, so a file is only decompressed if its compressed bytes can hold that size.
      const contents = method === 0 ? data : size <= MOST_A_BYTE * packed + HEAD ? inflate.whole(data, size) : undefined;
      if (contents?.length !== size || crc32(contents) !== sum)
        throw new DataError(`${where}: ${name} is broken (its checksum differs). Save or download it again.`);
      return contents;
    };
    return { name, size, packed, head, read };
  });
  const names = new Set<string>();
  const twice = entries.find(({ name }) => names.size === names.add(name).size);
  if (twice) throw new DataError(`${where} contains ${twice.name} twice. ${mendOf(where).again}`);
  // If files shared their bytes, a small archive could decompress to any size.
  if (entries.reduce((sum, { packed }) => sum + (packed === ELSEWHERE ? 0 : packed), 0) > bytes.length) throw broken();
  return entries;
}

/**
 * Finds the record at the end of the directory. It is the last part of the archive, followed only by a comment of at most 64 KiB.
 */
function endOf(view: DataView): number | undefined {
  for (let at = view.byteLength - END_LENGTH; at >= Math.max(0, view.byteLength - END_LENGTH - 0xffff); at--)
    if (view.getUint32(at, true) === END) return at;
  return undefined;
}

/** Returns what the user can do to get an archive that can be read: for NumPy arrays, or for other files. */
const mendOf = (where: string) =>
  /\.npz$/i.test(where)
    ? { again: "Save it with np.savez.", less: "Save one array with np.save." }
    : { again: "Zip it again, without a password.", less: "Zip fewer files." };

const tooLarge = (where: string) =>
  new DataError(`${where} is a ZIP64 archive (more than 4 GiB), which isn't supported. ${mendOf(where).less}`);

export const zip: Reader<"files"> = {
  name: "zip",
  holds: "files",
  recognises: isZip,
  read: async (bytes, where) => zipEntries(bytes, where, (await import("./inflate.ts")).inflate),
};
