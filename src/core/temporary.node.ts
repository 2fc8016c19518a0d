import { readdirSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attempt } from "./attempt.ts";
import { type Temporary, temporary } from "./half-done.node.ts";
import { hasEnded, isOfThisMachine, newOwner } from "./owner.node.ts";

/** Prefix of this package's folders in the system's folder for temporary files. The name of their process follows. */
const PREFIX = "codings-";

/**
 * Creates a folder in the system's folder for temporary files. It is removed on request or when the program ends. If a process is
 * killed, the next one that creates a folder removes that of the killed one.
 */
export async function temporaryFolder(): Promise<Temporary> {
  removeLeftovers();
  const folder = temporary(join(tmpdir(), PREFIX + newOwner()));
  await mkdir(folder.path, { mode: 0o700 });
  return folder;
}

function removeLeftovers(): void {
  for (const name of attempt(() => readdirSync(tmpdir())) ?? []) {
    const owner = name.slice(PREFIX.length);
    const path = join(tmpdir(), name);
    // Containers may share the folder. A process of another one may use its files for longer than `hasEnded` waits.
    const isLeft = name.startsWith(PREFIX) && isOfThisMachine(owner) && hasEnded(owner, path);
    // The folders of other users can't be removed.
    if (isLeft) attempt(() => rmSync(path, { recursive: true, force: true }));
  }
}
