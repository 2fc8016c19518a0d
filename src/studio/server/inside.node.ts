import { constants } from "node:fs";
import { type FileHandle, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { openRegularFile } from "../../core/files.node.ts";

/**
 * Opens a file of a folder for reading. The caller must close it.
 * @returns undefined if it can't be read, isn't a regular file (but a folder, a pipe or a device), or lies outside of the folder because a
 * symbolic link leads there. A hard link can't be distinguished from the file itself.
 */
export async function openInside(folder: string, name: string): Promise<FileHandle | undefined> {
  try {
    const path = await realpath(join(folder, name));
    const inner = relative(await realpath(folder), path);
    if (inner === ".." || inner.startsWith(`..${sep}`) || isAbsolute(inner)) return undefined;
    // Windows has no such flag, so there only the path is compared.
    return await openRegularFile(path, constants.O_NOFOLLOW ?? 0);
  } catch {
    return undefined;
  }
}

/** Reads a whole file of a folder. Returns undefined if `openInside` can't open it. */
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
