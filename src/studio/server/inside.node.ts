import { constants } from "node:fs";
import { type FileHandle, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { openRegularFile } from "../../core/files.node.ts";

/**
 * Opens a file of a folder for reading. The caller closes it.
 * @returns undefined where it can't be read, is no regular file (a folder, a pipe, a device), or really lies outside of the folder because a
 * symbolic link leads there. A hard link can't be told from the file itself.
 */
export async function openInside(folder: string, name: string): Promise<FileHandle | undefined> {
  try {
    const path = await realpath(join(folder, name));
    const inner = relative(await realpath(folder), path);
    if (inner === ".." || inner.startsWith(`..${sep}`) || isAbsolute(inner)) return undefined;
    // Windows has no such flag: there the path was compared, and that is all.
    return await openRegularFile(path, constants.O_NOFOLLOW ?? 0);
  } catch {
    return undefined;
  }
}

/** The whole of a file of a folder; undefined where `openInside` opens none. */
export async function readInside(folder: string, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = await openInside(folder, name);
  if (!file) return undefined;
  try {
    return new Uint8Array(await file.readFile());
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
