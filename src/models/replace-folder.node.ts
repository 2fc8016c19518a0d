import { constants, existsSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { access, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { succeeds } from "../core/attempt.ts";
import { CodingsError, DataError } from "../core/errors.ts";
import { expectPath } from "../core/files.node.ts";
import { makeFolder, temporary } from "../core/half-done.node.ts";
import { hasEnded, isOwner, newOwner } from "../core/owner.node.ts";
import { CARD, listOf } from "./digests.ts";
import { COMPLETE, CONFIG } from "./folder-files.ts";

// This file replaces a model folder so that readers find either the complete old model or the complete new one, even if the
// saving process is killed:
//
// 1. The new files are written to FOLDER/.saving-OWNER/OWNER and flushed to the disk. OWNER is a name of the saving process.
//    Nobody reads them yet.
// 2. FOLDER/.saving-OWNER is renamed to FOLDER/.saved. From then on the folder has the new model. Renaming fails while the
//    folder has .saved of another save.
// 3. Each file is renamed from FOLDER/.saved/OWNER to FOLDER, where it replaces the old file in one step. Files that the new
//    model doesn't have are removed, and then FOLDER/.saved is removed.
//
// A reader takes each file from FOLDER/.saved/OWNER if it exists there, otherwise from FOLDER. It compares the file with its
// digest in config.json, and reads again if another save came between two files (`folder.node.ts`). If a process is killed
// during step 1, the old model stays. If it is killed during step 3, readers find the new model, and the next process that
// saves or reads there completes step 3.
//
// A process that completes step 3 of another one first renames .saved/OTHER to .saved/OWNER. Only one process can do that.
// If the other process is still running, it does no harm, because it renames files in a folder that no longer exists.
// So no process waits for a lock, and no save fails because of another one.
//
// Node can't exchange two folders in one step (Linux's renameat2), and a folder that is renamed away is missing for a moment.
// Here each file always exists and is complete, also for programs that know nothing of .saved. Between the first and the last
// renaming of step 3, which is less than a millisecond, these programs may find files of both models.

/** Name of the folder with a complete save whose files aren't all in place yet. */
const SAVED = ".saved";
/** Prefix of the folder of a save that is being written. The name of its owner follows. */
export const SAVING = ".saving-";
/** Name of the folder with the lock of the process that trains here (`training-lock.node.ts`). */
export const TRAINING = ".training";
/** Prefix of files that the new model doesn't have, before they are removed. */
const OLD = "old-";
/** Milliseconds after which step 3 of another process is completed for it. */
const PATIENCE_MS = 1000;

/** @throws DataError if the path exists and is neither a model folder nor empty, so that no other files are overwritten. */
export async function expectModelPlace(path: string): Promise<void> {
  // An empty path would be resolved to the current folder, with everything in it.
  if (path === "") throw new DataError("The model folder's path is empty. Give a path.");
  const found = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new DataError(
      error.code === "ENOTDIR"
        ? `${path} is a file, not a folder. Choose another path.`
        : `${path} can't be read (${error.code}). Choose another folder.`,
    );
  });
  if (!found) return await expectWritable(path);
  const entries = found.filter((name) => name !== TRAINING && !name.startsWith(SAVING));
  const others = entries.filter((name) => !MODEL_FILES.has(name) && name !== SAVED);
  const isModel = entries.includes(SAVED) || (entries.includes(CONFIG) && entries.includes("model.safetensors"));
  if (entries.length > 0 && (!isModel || others.length > 0)) {
    const why = isModel ? `has ${others[0]}, which isn't part of the model` : "exists and isn't a model";
    throw new DataError(`${path} ${why}, and would be overwritten. Choose another folder, or move this one away.`);
  }
}

/** Names of everything in a model folder. `classifier` is the folder of a classifier on the encoder. */
const MODEL_FILES = new Set([
  "config.json",
  "model.safetensors",
  "model.onnx",
  "encoder.onnx",
  "decoder.onnx",
  "autoencoder.onnx",
  "detector.onnx",
  "scorer.onnx",
  "README.md",
  "history.csv",
  "checkpoint.safetensors",
  "classifier",
  COMPLETE,
]);

/** @throws DataError if a folder can't be created at a path. */
async function expectWritable(path: string): Promise<void> {
  let parent = dirname(resolve(path));
  while (!(await stat(parent).catch(() => undefined)) && parent !== dirname(parent)) parent = dirname(parent);
  try {
    await access(parent, constants.W_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Makes the error that gives the reason why a folder can't be written. */
export function unwritable(path: string, error: unknown): DataError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOSPC: "the disk is full. Free some space or choose another folder",
    EACCES: "writing there isn't allowed. Choose another folder",
    EPERM: "writing there isn't allowed. Choose another folder",
    ENOENT: "no folder can be created there. Choose another path",
    EROFS: "the disk is read-only. Choose another folder",
    ENOTDIR: "it lies below a file. Choose another folder",
  };
  return new DataError(`${path} can't be written: ${reasons[code ?? ""] ?? `${code ?? message}. Choose another folder`}.`);
}

/**
 * Writes the files of a model folder. Readers find either all old files or all new ones. @throws DataError if they can't be
 * written.
 */
export async function replaceFolder(path: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  expectPath(path, "a model folder");
  await expectModelPlace(path);
  const target = resolve(path);
  const owner = newOwner();
  const fresh = temporary(join(target, SAVING + owner));
  const folder = join(fresh.path, owner);
  let removeMade = () => {};
  try {
    removeMade = await makeFolder(target);
    await removeLeftovers(target);
    await mkdir(folder, { recursive: true });
    for (const [name, contents] of Object.entries(files)) {
      const file = await open(join(folder, name), "w");
      try {
        await file.writeFile(contents);
        await file.sync();
      } finally {
        await file.close();
      }
    }
    for (const each of [folder, fresh.path]) await flush(each);
    await putInPlace(target, owner);
    await flush(target);
  } catch (error) {
    fresh.remove();
    removeMade();
    if (error instanceof CodingsError) throw error;
    throw unwritable(path, error);
  }
  fresh.remove();
}

/**
 * Returns the folders to look for a model's files in, in order: saves whose files aren't all in place yet, then the model folder
 * itself.
 */
export async function placesOf(path: string): Promise<readonly string[]> {
  const owners = await readdir(join(path, SAVED)).catch(() => []);
  const gone = owners.filter((owner) => hasEnded(owner, join(path, SAVED, owner)));
  if (gone.length > 0) await completeSave(path).catch(() => undefined);
  return [...owners.map((owner) => join(path, SAVED, owner)), path];
}

/** Performs steps 2 and 3. */
async function putInPlace(target: string, owner: string): Promise<void> {
  while (!renameUnlessTaken(join(target, SAVING + owner), join(target, SAVED))) await completeSave(target);
  moveFiles(target, owner);
}

/** Renames a folder. Returns false if another folder of that name exists and isn't empty. */
export function renameUnlessTaken(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    // Windows reports EPERM in this case.
    if (code === "ENOTEMPTY" || code === "EEXIST" || (code === "EPERM" && existsSync(to))) return false;
    throw error;
  }
}

/** Waits for step 3 of another process's save, and performs it if that process has ended or takes too long. */
async function completeSave(target: string): Promise<void> {
  const saved = join(target, SAVED);
  const began = performance.now();
  for (let first: string | undefined; ; await wait(5)) {
    const [other] = await readdir(saved).catch(() => []);
    first ??= other;
    if (other !== first) return;
    if (other === undefined) return void succeeds(() => rmdirSync(saved));
    if (!hasEnded(other, join(saved, other)) && performance.now() - began < PATIENCE_MS) continue;
    const owner = newOwner();
    if (succeeds(() => renameSync(join(saved, other), join(saved, owner)))) moveFiles(target, owner);
    return;
  }
}

/** Performs step 3. If another process takes over in the meantime, there is nothing left to do here. */
function moveFiles(target: string, owner: string): void {
  const saved = join(target, SAVED);
  const own = join(saved, owner);
  try {
    const fresh = readdirSync(own).filter((name) => !name.startsWith(OLD));
    // config.json lists the digests of the others, so it comes last.
    for (const name of fresh.toSorted((a, b) => Number(a === CONFIG) - Number(b === CONFIG)))
      renameSync(join(own, name), join(target, name));
    const config = readFileSync(join(target, CONFIG));
    const listed = new Set([CONFIG, CARD, ...Object.keys(listOf({ [CONFIG]: config }) ?? {})]);
    const old = readdirSync(target).filter((name) => MODEL_FILES.has(name) && !listed.has(name));
    for (const name of old) renameSync(join(target, name), join(own, OLD + name));
  } catch (error) {
    if (existsSync(own))
      throw new DataError(
        `${target}: the new model is saved, but it can't replace all of the old files (${(error as NodeJS.ErrnoException).code}). Another program may have one of them open. Close it, and save or read the model again.`,
      );
  }
  // The new files are in place. The next save removes the files that can't be removed now.
  succeeds(() => rmSync(own, { recursive: true, force: true }));
  succeeds(() => rmdirSync(saved));
}

/** Removes folders of processes that were killed while they wrote them. */
async function removeLeftovers(target: string): Promise<void> {
  for (const name of await readdir(target)) {
    const owner = name.slice(SAVING.length);
    const isLeft = name.startsWith(SAVING) && isOwner(owner) && hasEnded(owner, join(target, name));
    if (isLeft) await rm(join(target, name), { recursive: true, force: true });
  }
}

/** Makes sure that the names of a folder's files are on the disk, if the system supports it. @throws if the disk fails. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  try {
    await handle?.sync();
  } catch (error) {
    if (["EIO", "ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code!)) throw error;
  } finally {
    await handle?.close();
  }
}
