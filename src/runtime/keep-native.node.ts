import { copyFileSync, linkSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { attempt } from "../core/attempt.ts";

/** URL of the folder in this package that stores files of onnxruntime-node. */
export const KEPT = new URL("../../native/onnxruntime-node/", import.meta.url);

/**
 * Returns the folders that may contain the stored files: the folder in this package, and, for a program that this file was
 * bundled into, the folder in the installed package next to that program.
 * @param from - URL of the program's file.
 */
export function keptFolders(from = import.meta.url): readonly URL[] {
  const installed = attempt(() => createRequire(from).resolve("codings/package.json"));
  return [KEPT, ...(installed === undefined ? [] : [new URL("native/onnxruntime-node/", pathToFileURL(installed))])];
}

/**
 * Stores the files of onnxruntime-node that this machine needs in a folder of this package, as links if the file system
 * allows them. npm calls it while it installs this package. Afterwards, on Linux, onnxruntime-node's own install script
 * downloads CUDA libraries, and npm removes onnxruntime-node if that download fails.
 * @throws Error if onnxruntime-node isn't installed.
 */
export function keepNative(from = installedFolder(), to = fileURLToPath(KEPT)): void {
  rmSync(to, { recursive: true, force: true });
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const path = relative(from, join(entry.parentPath, entry.name));
    // Binaries are in bin/<Node-API version>/<platform>/<architecture>.
    const [top, , platform, architecture] = path.split(sep);
    const isForThisMachine = top !== "bin" || (platform === process.platform && architecture === process.arch);
    if (!entry.isFile() || !isForThisMachine) continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    linkOrCopy(join(from, path), join(to, path));
  }
}

const installedFolder = (): string => dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json"));

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
