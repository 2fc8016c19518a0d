import { inflateRawSync } from "node:zlib";
import { entriesOf, type ZipEntry } from "./zip.ts";

/** The files of an archive of arrays. @throws DataError where it is cut short. */
export const zipEntries = (bytes: Uint8Array, where: string): readonly ZipEntry[] =>
  entriesOf(bytes, where, {
    inflate: (packed, size) => {
      const { buffer, byteOffset, byteLength } = inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
      return new Uint8Array(buffer, byteOffset, byteLength);
    },
    ifUnusual: "Save it with np.savez.",
    ifTooLarge: "Save one array with np.save.",
  });
