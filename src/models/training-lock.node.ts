import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DataError } from "../core/errors.ts";
import { hasEnded, newOwner, processOf } from "../data/owner.node.ts";
import { expectModelPlace, removeEmpty, renameUnlessTaken, SAVING, TRAINING, unwritable } from "./replace-folder.node.ts";

// FOLDER/.training holds one file, whose name says which process trains there. It is made elsewhere and renamed, which fails where there is one: of two
// processes that try at once, one gets it. In the file is the folder's own number (its inode): a copy of the folder isn't locked.

/** How often the lock is touched, for other machines (`hasEnded`). */
const TOUCH_MS = 60_000;

/**
 * Keeps other trainings out of a model folder until this process ends or gives the folder free. The folder is made where it isn't there.
 * @returns what gives it free; a folder that was made and is still empty goes then.
 * @throws DataError where another process trains there, with its number, or where no model may be written there.
 */
export async function lockForTraining(path: string): Promise<() => void> {
  await expectModelPlace(path);
  const target = resolve(path);
  const lock = join(target, TRAINING);
  const owner = newOwner();
  const temporary = join(target, SAVING + owner);
  let made: string | undefined;
  try {
    made = mkdirSync(target, { recursive: true });
    mkdirSync(temporary);
    writeFileSync(join(temporary, owner), numberOf(target));
    while (!renameUnlessTaken(temporary, lock)) removeEnded(lock, path);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    removeEmpty(target, made);
    throw error instanceof DataError ? error : unwritable(path, error);
  }
  const own = join(lock, owner);
  const touching = setInterval(() => attempt(() => utimesSync(own, new Date(), new Date())), TOUCH_MS).unref();
  const release = () => {
    clearInterval(touching);
    process.off("exit", release);
    rmSync(own, { force: true });
    attempt(() => rmdirSync(lock));
    removeEmpty(target, made);
  };
  process.on("exit", release);
  return release;
}

/** Removes the lock of a process that has ended. @throws DataError where it runs. */
function removeEnded(lock: string, path: string): void {
  for (const owner of attempt(() => readdirSync(lock)) ?? []) {
    const file = join(lock, owner);
    const isCopy = attempt(() => readFileSync(file, "utf8")) !== numberOf(resolve(path));
    if (!isCopy && !hasEnded(owner, file))
      throw new DataError(
        `${path}: process ${processOf(owner)} is training a model there already. Wait until it ends, stop it, or choose another folder with --out.`,
      );
    rmSync(file, { force: true });
  }
  attempt(() => rmdirSync(lock));
}

const numberOf = (folder: string): string => `${statSync(folder, { bigint: true }).ino}`;

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
