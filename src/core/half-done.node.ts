import { existsSync, rmdirSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { succeeds } from "./attempt.ts";

/** A file or folder that exists only for a while. */
export interface Temporary {
  readonly path: string;
  /** Removes it. The program also does so when it ends. */
  readonly remove: () => void;
}

/** Removes a path on request, and at the latest when the program ends. Nothing needs to exist there. */
export function temporary(path: string): Temporary {
  const remove = () => {
    if (succeeds(() => rmSync(path, { recursive: true, force: true }))) process.off("exit", remove);
  };
  process.on("exit", remove);
  return { path, remove };
}

/**
 * Creates a folder, and those above it, if they don't exist.
 * @returns a function that removes those that were created, if they are empty.
 */
export async function makeFolder(path: string): Promise<() => void> {
  // With `recursive`, mkdir of Node never ends for some folders that can't be created, for example in /proc.
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder) && folder !== dirname(folder); folder = dirname(folder))
    missing.unshift(folder);
  // Refuses a file.
  if (missing.length === 0) await mkdir(path, { recursive: true });
  const made: string[] = [];
  const remove = () => {
    for (const folder of made.toReversed()) if (!succeeds(() => rmdirSync(folder))) return;
  };
  try {
    for (const folder of missing) {
      try {
        await mkdir(folder);
        made.push(folder);
      } catch (error) {
        // Another process may create it at the same time.
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  } catch (error) {
    remove();
    throw error;
  }
  return remove;
}
