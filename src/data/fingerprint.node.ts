import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { losesFolders, savedName } from "../core/saved-name.ts";

/** Number of bytes that are hashed at the beginning of a file, and at its end. */
const LOOKED_AT = 65_536;

/**
 * Computes a hash that distinguishes a file from others with the same name, from its size, beginning and end. For a folder, it
 * hashes the names in it.
 * @returns undefined if the path isn't one file or folder on this machine.
 */
export async function fingerprintOf(path: string): Promise<string | undefined> {
  const place = withoutArray(path);
  const info = await stat(place).catch(() => undefined);
  if (!info?.isFile() && !info?.isDirectory()) return undefined;
  const hash = createHash("sha256");
  if (info.isDirectory()) return hash.update((await namesIn(place)).join("\n")).digest("hex");
  const file = await open(place);
  try {
    hash.update(String(info.size));
    for (const at of [0, Math.max(0, info.size - LOOKED_AT)]) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, at);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return hash.digest("hex");
  } finally {
    await file.close();
  }
}

/**
 * Computes the SHA-256 of the bytes of a file, or of the names and the bytes of all files in a folder.
 * @returns undefined if the path isn't one file or folder on this machine.
 */
export async function digestOf(path: string): Promise<string | undefined> {
  const place = withoutArray(path);
  const info = await stat(place).catch(() => undefined);
  if (!info?.isFile() && !info?.isDirectory()) return undefined;
  const hash = createHash("sha256");
  const add = async (file: string) => {
    for await (const part of createReadStream(file)) hash.update(part as Buffer);
  };
  if (info.isFile()) await add(place);
  else
    for (const name of await namesIn(place)) {
      const file = join(place, name);
      const found = await stat(file);
      if (!found.isFile()) continue;
      hash.update(`\n${name}\n${found.size}\n`);
      await add(file);
    }
  return hash.digest("hex");
}

/** Returns the path of a file without the name of an array in it (archive.npz:name). */
const withoutArray = (path: string): string => path.replace(/(\.npz):[^/\\]+$/i, "$1");

/** Returns the paths of everything in a folder, sorted. */
const namesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).map((name) => name.replaceAll("\\", "/")).toSorted();

/** The entries of `config.json` about the data that a model was trained on. */
export interface SavedData {
  readonly data: string;
  /** The fingerprint of the data, if `data` was saved without its folders. */
  readonly fingerprint?: string;
}

/** Returns the fingerprint to save with a path that is saved without its folders, because many files may have the same name. */
export const savedFingerprint = async (path: string): Promise<Pick<SavedData, "fingerprint">> => {
  const fingerprint = losesFolders(path) ? await fingerprintOf(path) : undefined;
  return fingerprint === undefined ? {} : { fingerprint };
};

/** Whether a path is that of the data that a model was trained on. */
export async function isSavedData(path: string, { data, fingerprint }: SavedData): Promise<boolean> {
  // Early versions saved whole paths.
  if (losesFolders(data)) return resolve(path) === resolve(data);
  return savedName(path) === savedName(data) && (fingerprint === undefined || (await fingerprintOf(path)) === fingerprint);
}
