import { createHash } from "node:crypto";
import { constants, renameSync, type Stats } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DataError, OptionError } from "./errors.ts";
import { removeAtExit } from "./half-done.node.ts";
import { hasEnded, newOwner } from "./owner.node.ts";

/** A file system's error as one line: what, where, what to do. */
export function explainFileError(error: unknown, path: string): DataError {
  if (error instanceof DataError) return error;
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  const isItself = (error as NodeJS.ErrnoException).path === path;
  const reasons: Record<string, string> = {
    ENOENT: "doesn't exist. Check the path",
    EACCES: "may not be accessed: permission denied",
    EPERM: "may not be accessed: permission denied",
    EISDIR: "is a folder, not a file",
    ENOTDIR: "lies below a file, not a folder",
    EEXIST: isItself ? "is a file, not a folder. Choose another path" : "lies below a file, not a folder",
    ENOSPC: "can't be written: the disk is full. Free some space",
    EROFS: "can't be written: the disk is read-only",
  };
  return new DataError(`${path} ${reasons[code] ?? `can't be used: ${message.split("\n")[0]}`}.`);
}

/** The same of a file that is to be written. */
export const explainWriteError = (error: unknown, path: string): DataError =>
  (error as NodeJS.ErrnoException).code === "ENOENT"
    ? new DataError(`${path} can't be written: no file can be made there. Choose another path.`)
    : explainFileError(error, path);

/** Waits for what is done with a path. @throws DataError as `explainFileError` says it, where that fails. */
export const orExplain = <T>(work: Promise<T>, path: string): Promise<T> =>
  work.catch((error: unknown) => {
    throw explainFileError(error, path);
  });

/**
 * Opens a regular file for reading, and never waits for a pipe or a device.
 * @param flags more flags for opening it, of `fs.constants`.
 * @throws DataError where the path is no regular file; the file system's error where it can't be opened.
 */
export async function openRegularFile(path: string, flags = 0): Promise<FileHandle> {
  expectRegular(path, await stat(path));
  // A pipe may have taken the file's place meanwhile: it is opened without waiting, and checked again.
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
  throw new DataError(`${path} is a pipe or a device, not a file. Put a file there.`);
}

/** The bytes of a regular file. @throws as `openRegularFile` does. */
export async function readRegularFile(path: string): Promise<Uint8Array> {
  const file = await openRegularFile(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Into one buffer of the file's size, so that a large file is in memory once. */
export async function readWhole(path: string, opened: (path: string) => Promise<FileHandle>): Promise<Uint8Array> {
  const file = await opened(path);
  try {
    const info = await file.stat();
    if (info.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    // /dev/zero never ends. A pipe does: the shell's <(…) is one.
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
 * Writes a file beside its place, makes sure that it is on the disk, and renames it: it is there whole or not at all. What is no file (a
 * pipe, /dev/null) is written to directly, as a rename would replace it.
 * @throws DataError where it can't be written; nothing is left behind then.
 */
export const writeFileAtomically = (path: string, contents: Uint8Array | string): Promise<void> =>
  writeFilesAtomically({ [path]: contents });

/** Writes several files as `writeFileAtomically` writes one. They take their places when all of them are written. @throws DataError where one can't be written: then no file changes. */
export async function writeFilesAtomically(files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  const written: { readonly path: string; readonly temporary: string; readonly keep: () => void }[] = [];
  let at = "";
  try {
    for (const [path, contents] of Object.entries(files)) {
      at = path;
      if (await isDevice(path)) await writeFile(path, contents, { flag: "a" });
      else if ((await infoOf(path))?.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
      else {
        const temporary = await temporaryFor(path);
        written.push({ path, temporary, keep: removeAtExit(temporary) });
        const file = await open(temporary, "w");
        try {
          await file.writeFile(contents);
          await file.sync();
        } finally {
          await file.close();
        }
      }
    }
    for (const { path, temporary } of written) {
      at = path;
      renameSync(temporary, path);
    }
  } catch (error) {
    for (const { temporary } of written) await rm(temporary, { force: true }).catch(() => undefined);
    throw explainWriteError(error, at);
  } finally {
    for (const { keep } of written) keep();
  }
}

/**
 * Gives the path of a temporary file beside a file's place, and makes the folder if it doesn't exist. Removes the temporary files that processes left there which
 * were killed while they wrote the same file.
 */
export async function temporaryFor(path: string): Promise<string> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const [before, after] = [`.${basename(path)}.`, ".tmp"];
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(before) || !name.endsWith(after)) continue;
    const left = join(folder, name);
    if (hasEnded(name.slice(before.length, -after.length), left)) await rm(left, { force: true }).catch(() => undefined);
  }
  return join(folder, before + newOwner() + after);
}

/** Paths of files that were open when the program started. They are written to directly, also if they are regular files, because a rename would replace the path. */
const GIVEN_OPEN = /^\/dev\/(std(in|out|err)$|fd\/)|^\/proc\/[^/]+\/fd\//;

/** Whether a path is a pipe, a terminal or the like. */
export async function isDevice(path: string): Promise<boolean> {
  const info = await infoOf(path);
  return GIVEN_OPEN.test(resolve(path)) || (info !== undefined && !info.isFile() && !info.isDirectory());
}

/** What there is at a path; undefined where nothing is. */
export const infoOf = (path: string): Promise<Stats | undefined> => stat(path).catch(() => undefined);

export const exists = async (path: string): Promise<boolean> => (await infoOf(path)) !== undefined;

export const checksum = (algorithm: "sha256" | "md5", bytes: Uint8Array): string =>
  createHash(algorithm).update(bytes).digest("hex");

/** @throws OptionError where a path isn't a text. @param of what it is the path of. */
export function expectPath(path: unknown, of: string): void {
  if (typeof path === "string" && path !== "") return;
  throw new OptionError(
    `The path of ${of} is a text, but this is ${path === "" ? "an empty one" : path === null ? "null" : typeof path}.`,
  );
}

/** Reads the beginning of a file: at most `most` bytes. */
export async function firstBytes(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
