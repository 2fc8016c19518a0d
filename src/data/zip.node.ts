import { inflateRawSync } from "node:zlib";
import { zipEntries as entriesOf, isZip, type ZipEntry } from "./zip.ts";

export { isZip, type ZipEntry };

/** The files of a ZIP archive, unpacked by Node. @throws DataError as `zipEntries` of zip.ts. */
export const zipEntries = (bytes: Uint8Array, where: string): readonly ZipEntry[] => entriesOf(bytes, where, inflated);

function inflated(packed: Uint8Array, size: number): Uint8Array | undefined {
  try {
    const { buffer, byteOffset, byteLength } = inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch {
    return undefined;
  }
}
