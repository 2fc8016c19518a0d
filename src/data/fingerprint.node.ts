import { createHash } from "node:crypto";
import { open, readdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { losesFolders, savedName } from "./saved-name.ts";

/** Bytes of a file's beginning and of its end that are looked at. */
const LOOKED_AT = 65_536;

/**
 * What tells a file from others of the same name: its size, its beginning and its end; of a folder, the names in it. Undefined of what isn't one file or folder
 * on this machine.
 */
export async function fingerprintOf(path: string): Promise<string | undefined> {
  const place = path.replace(/(\.npz):[^/\\]+$/i, "$1");
  const info = await stat(place).catch(() => undefined);
  if (!info?.isFile() && !info?.isDirectory()) return undefined;
  const hash = createHash("sha256");
  if (info.isDirectory()) {
    const names = await readdir(place, { recursive: true });
    return hash
      .update(
        names
          .map((name) => name.replaceAll("\\", "/"))
          .toSorted()
          .join("\n"),
      )
      .digest("hex");
  }
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

/** What `config.json` says of the data that a model learned from. */
export interface SavedData {
  readonly data: string;
  /** Where `data` has lost its folders: what the file was. */
  readonly fingerprint?: string;
}

/** The fingerprint that is saved with a path that loses its folders: the name alone doesn't tell which file it was. */
export const savedFingerprint = async (path: string): Promise<Pick<SavedData, "fingerprint">> => {
  const fingerprint = losesFolders(path) ? await fingerprintOf(path) : undefined;
  return fingerprint === undefined ? {} : { fingerprint };
};

/** Whether a path is that of the data that a model learned from. */
export async function isSavedData(path: string, { data, fingerprint }: SavedData): Promise<boolean> {
  // Early versions saved whole paths.
  if (losesFolders(data)) return resolve(path) === resolve(data);
  return savedName(path) === savedName(data) && (fingerprint === undefined || (await fingerprintOf(path)) === fingerprint);
}
