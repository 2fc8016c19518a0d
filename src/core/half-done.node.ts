import { rmdirSync, rmSync } from "node:fs";
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
  const target = resolve(path);
  const made = await mkdir(target, { recursive: true });
  return () => {
    if (made === undefined) return;
    for (let folder = target; folder.startsWith(made); folder = dirname(folder)) if (!succeeds(() => rmdirSync(folder))) return;
  };
}
