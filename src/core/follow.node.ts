import { type FileHandle, open } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { explainFileError } from "./files.node.ts";

/** A place in a file. The inode tells the file from others that had its name before. */
export interface FilePlace {
  readonly inode: number;
  readonly offset: number;
}

/** Bytes, and the place of the first of them if they come from a file. */
export interface PlacedBytes {
  readonly bytes: Uint8Array;
  readonly at?: FilePlace;
}

/** Milliseconds between two looks at a file, and number of bytes that are read at a time. */
const [WAIT, PIECE] = [200, 2 ** 16];

/**
 * Reads a file, and goes on as it grows, as `tail -F` does. It waits for a file that doesn't exist. It reads the
 * rest of a file that was renamed, and then the new one of its name. It begins again with a file that was cut short.
 * @param options.from - where to begin; by default, and if another file has the name now, at the beginning.
 * @param options.signal - ends the reading.
 * @throws DataError if the file can't be read.
 */
export async function* followFile(
  path: string,
  { from, signal }: { readonly from?: FilePlace | undefined; readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<PlacedBytes> {
  let file: FileHandle | undefined;
  let at = from;
  try {
    while (!signal?.aborted) {
      file ??= await openIfThere(path);
      if (file) {
        const { ino: inode, size } = await file.stat();
        at = at?.inode === inode && at.offset <= size ? at : { inode, offset: 0 };
        const bytes = new Uint8Array(PIECE);
        const { bytesRead } = await file.read(bytes, 0, PIECE, at.offset);
        if (bytesRead > 0) {
          yield { bytes: bytes.subarray(0, bytesRead), at };
          at = { inode, offset: at.offset + bytesRead };
          continue;
        }
        // All of the file is read. It may have another name by now.
        const named = await openIfThere(path);
        const isOther = named && (await named.stat()).ino !== inode;
        await (isOther ? file : named)?.close();
        if (isOther) {
          file = named;
          continue;
        }
      }
      await setTimeout(WAIT, undefined, { signal }).catch(() => undefined);
    }
  } catch (error) {
    throw explainFileError(error, path);
  } finally {
    await file?.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
