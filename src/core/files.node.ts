import { createHash } from "node:crypto";
import { constants, renameSync, type Stats } from "node:fs";
import { type FileHandle, open, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DataError, OptionError } from "./errors.ts";
import { makeFolder, type Temporary, temporary } from "./half-done.node.ts";
import { hasEnded, newOwner } from "./owner.node.ts";

/** Turns an error of the file system into a message that says what is wrong, where, and what to do. */
export function explainFileError(error: unknown, path: string): DataError {
  if (error instanceof DataError) return error;
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  const isItself = (error as NodeJS.ErrnoException).path === path;
  const reasons: Record<string, string> = {
    ENOENT: "doesn't exist. Check the path",
    EACCES: "can't be accessed: permission denied. Check its permissions",
    EPERM: "can't be accessed: permission denied. Check its permissions",
    EISDIR: "is a folder, not a file. Give the path of a file",
    ENOTDIR: "lies below a file, not a folder. Check the path",
    EEXIST: isItself ? "is a file, not a folder. Choose another path" : "lies below a file, not a folder. Check the path",
    ENOSPC: "can't be written: the disk is full. Free some space",
    EROFS: "can't be written: the disk is read-only. Choose another path",
    EDQUOT: "can't be written: your share of the disk is used up. Free some space",
    EFBIG: "can't be written: it would be larger than a file may be. Choose another path",
    EIO: "can't be used: the disk reports an error. Check the disk, or choose another path",
  };
  return new DataError(`${path} ${reasons[code] ?? `can't be used: ${message.split("\n")[0]}`}.`);
}

/** Turns an error while writing a file into a message, as `explainFileError` does. */
export const explainWriteError = (error: unknown, path: string): DataError =>
  (error as NodeJS.ErrnoException).code === "ENOENT"
    ? new DataError(`${path} can't be written: no file can be created there. Choose another path.`)
    : explainFileError(error, path);

/**
 * Waits for work on a path to end.
 * @throws DataError, made by `explainFileError`, if the work fails.
 */
export const orExplain = <T>(work: Promise<T>, path: string): Promise<T> =>
  work.catch((error: unknown) => {
    throw explainFileError(error, path);
  });

/**
 * Opens a regular file for reading. It never waits for a pipe or a device.
 * @param flags - additional flags from `fs.constants`.
 * @throws DataError if the path isn't a regular file; the error of the file system if the file can't be opened.
 */
export async function openRegularFile(path: string, flags = 0): Promise<FileHandle> {
  expectRegular(path, await stat(path));
  // A pipe may have replaced the file since the check. The file is therefore opened without waiting, and checked again.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags);
  try {
    expectRegular(path, await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function expectRegular(path: string, info: Stats): void {
  if (info.isFile()) return;
  if (info.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR", path });
  throw new DataError(`${path} is a pipe or a device, not a file. Give the path of a regular file.`);
}

/**
 * Reads the bytes of a regular file.
 * @throws DataError if the path isn't a regular file; the error of the file system if it can't be opened.
 */
export async function readRegularFile(path: string): Promise<Uint8Array> {
  const file = await openRegularFile(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Reads a file or a pipe. A file is read into one buffer of its size, so that a large file is in memory only once. */
export async function readWhole(path: string, opened: (path: string) => Promise<FileHandle>): Promise<Uint8Array> {
  const file = await opened(path);
  try {
    const info = await file.stat();
    if (info.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    // A device such as /dev/zero never ends. A pipe does, for example the shell's <(…).
    if (info.isCharacterDevice() || info.isBlockDevice())
      throw new DataError(`${path} is a device, not a file. Give a file or a pipe.`);
    if (!info.isFile()) return new Uint8Array(await file.readFile());
    const bytes = new Uint8Array(info.size);
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, at);
      if (bytesRead === 0) throw new DataError(`${path} changed while it was read. Try again.`);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

/**
 * Writes a file completely or not at all: it writes a temporary file in the same folder, waits until that is on the disk,
 * and renames it. Pipes and devices such as /dev/null are written to directly, because renaming would replace them.
 * @throws DataError if the file can't be written. No temporary file is left behind.
 */
export const writeFileAtomically = (path: string, contents: Uint8Array | string): Promise<void> =>
  writeFilesAtomically({ [path]: contents });

/**
 * Writes several files, all of them or none. They replace the old ones only after all are written.
 * @throws DataError if one can't be written. No file has changed then, unless the disk fails after some have replaced old ones.
 */
export async function writeFilesAtomically(files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  const written: { readonly path: string; readonly fresh: Temporary }[] = [];
  let at = "";
  try {
    for (const [path, contents] of Object.entries(files)) {
      at = path;
      if (await isDevice(path)) await writeFile(path, contents, { flag: "a" });
      else if ((await infoOf(path))?.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
      else {
        const fresh = await temporaryFor(path);
        written.push({ path, fresh });
        const file = await open(fresh.path, "w");
        try {
          await file.writeFile(contents);
          await file.sync();
        } finally {
          await file.close();
        }
      }
    }
    for (const { path, fresh } of written) {
      at = path;
      renameSync(fresh.path, path);
    }
  } catch (error) {
    throw explainWriteError(error, at);
  } finally {
    // The first one made the folder, so it removes it after the others have removed their files.
    for (const { fresh } of written.toReversed()) fresh.remove();
  }
}

/**
 * Returns a path for a temporary file in the folder of `path`, and creates that folder if it doesn't exist. Its `remove` also
 * removes that folder if it is empty. Files of processes that were killed while they wrote the same file are removed.
 */
export async function temporaryFor(path: string): Promise<Temporary> {
  const folder = dirname(path);
  const removeMade = await makeFolder(folder);
  const [before, after] = [`.${basename(path)}.`, ".tmp"];
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(before) || !name.endsWith(after)) continue;
    const left = join(folder, name);
    if (hasEnded(name.slice(before.length, -after.length), left)) await rm(left, { force: true }).catch(() => undefined);
  }
  const fresh = temporary(join(folder, before + newOwner() + after));
  return {
    path: fresh.path,
    remove() {
      fresh.remove();
      removeMade();
    },
  };
}

/**
 * Paths of files that were open when the program started. They are written to directly, even if they are regular files,
 * because a rename would replace the path.
 */
const GIVEN_OPEN = /^\/dev\/(std(in|out|err)$|fd\/)|^\/proc\/[^/]+\/fd\//;

/** Returns whether a path is a pipe, a terminal or another device, or a file that was open when the program started. */
export async function isDevice(path: string): Promise<boolean> {
  const info = await infoOf(path);
  return GIVEN_OPEN.test(resolve(path)) || (info !== undefined && !info.isFile() && !info.isDirectory());
}

/** Returns information about the file at a path; undefined if nothing is there. */
export const infoOf = (path: string): Promise<Stats | undefined> => stat(path).catch(() => undefined);

export const exists = async (path: string): Promise<boolean> => (await infoOf(path)) !== undefined;

export const checksum = (algorithm: "sha256" | "md5", bytes: Uint8Array): string =>
  createHash(algorithm).update(bytes).digest("hex");

/**
 * Checks that a path is a text that isn't empty.
 * @param of - noun for the thing that the path leads to, for the message.
 * @throws OptionError if it isn't.
 */
export function expectPath(path: unknown, of: string): void {
  if (typeof path === "string" && path !== "") return;
  throw new OptionError(
    `The path of ${of} must be a text, but it is ${path === "" ? "an empty one" : path === null ? "null" : typeof path}.`,
  );
}

/** Reads at most `most` bytes from the beginning of a file. */
export async function firstBytes(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
