import { constants } from "node:fs";
import { type FileHandle, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { openRegularFile } from "../../core/files.node.ts";

/** Whether a relative path leads out of the folder that it starts in. */
const isOutside = (path: string): boolean => path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);

/**
 * Opens a file of a folder for reading. The caller must close it.
 * @returns undefined if it can't be read or isn't a regular file (but a folder, a pipe or a device). Also undefined if it lies outside of the folder, for
 * example because a symbolic link leads there. A hard link can't be distinguished from the file itself.
 */
export async function openInside(folder: string, name: string): Promise<FileHandle | undefined> {
  try {
    // On Windows, even a look at a path of another machine sends it the user's name.
    if (isOutside(relative(folder, join(folder, name)))) return undefined;
    const path = await realpath(join(folder, name));
    if (isOutside(relative(await realpath(folder), path))) return undefined;
    // Windows has no such flag, so there only the path is compared.
    return await openRegularFile(path, constants.O_NOFOLLOW ?? 0);
  } catch {
    return undefined;
  }
}
