import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { attempt } from "../core/attempt.ts";
import { DataError } from "../core/errors.ts";
import { makeFolder, temporary } from "../core/half-done.node.ts";
import { message, option } from "../core/message.ts";
import { hasEnded, newOwner, processOf } from "../core/owner.node.ts";
import { expectModelPlace, renameUnlessTaken, SAVING, TRAINING, unwritable } from "./replace-folder.node.ts";

// FOLDER/.training has one file, whose name identifies the process that trains there. The lock is made elsewhere and renamed.
// Renaming fails if there already is a lock, so only one of two processes gets it. The file has the inode of the folder, so that
// a copy of the folder isn't locked.

/** Interval in milliseconds for updating the lock's time, which other machines check (`hasEnded`). */
const TOUCH_MS = 60_000;

/**
 * Locks a model folder against other trainings until this process ends or releases it. The folder is created if it doesn't exist.
 * @returns a function that releases the folder, and removes it if it was created here and is still empty.
 * @throws DataError if another process trains there (the message has its number), or if no model can be written there.
 */
export async function lockForTraining(path: string): Promise<() => void> {
  await expectModelPlace(path);
  const target = resolve(path);
  const lock = join(target, TRAINING);
  const owner = newOwner();
  const fresh = temporary(join(target, SAVING + owner));
  let removeMade = () => {};
  try {
    removeMade = await makeFolder(target);
    mkdirSync(fresh.path);
    writeFileSync(join(fresh.path, owner), numberOf(target));
    while (!renameUnlessTaken(fresh.path, lock)) removeEnded(lock, path);
  } catch (error) {
    fresh.remove();
    removeMade();
    throw error instanceof DataError ? error : unwritable(path, error);
  }
  fresh.remove();
  const own = join(lock, owner);
  const touching = setInterval(() => attempt(() => utimesSync(own, new Date(), new Date())), TOUCH_MS).unref();
  const release = () => {
    clearInterval(touching);
    process.off("exit", release);
    attempt(() => rmSync(own, { force: true }));
    attempt(() => rmdirSync(lock));
    removeMade();
  };
  process.on("exit", release);
  return release;
}

/** Removes the lock of a process that has ended. @throws DataError if the process is still running. */
function removeEnded(lock: string, path: string): void {
  for (const owner of attempt(() => readdirSync(lock)) ?? []) {
    const file = join(lock, owner);
    const isCopy = attempt(() => readFileSync(file, "utf8")) !== numberOf(resolve(path));
    if (!isCopy && !hasEnded(owner, file))
      throw new DataError(
        message`${path}: process ${processOf(owner)} is already training a model there. Wait until it ends, stop it, or choose another folder (${option("output")}).`,
      );
    rmSync(file, { force: true });
  }
  attempt(() => rmdirSync(lock));
}

const numberOf = (folder: string): string => `${statSync(folder, { bigint: true }).ino}`;
