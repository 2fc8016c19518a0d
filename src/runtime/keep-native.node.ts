import { copyFileSync, linkSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { attempt } from "../core/attempt.ts";

/** The folder of this package that holds the kept files of onnxruntime-node, as a URL. */
export const KEPT = new URL("../../native/onnxruntime-node/", import.meta.url);

/**
 * The folders that may hold the kept files: this package's, and, for a program that this file was bundled into, that of the package which is installed beside it.
 * @param from the URL of the program's file.
 */
export function keptFolders(from = import.meta.url): readonly URL[] {
  const installed = attempt(() => createRequire(from).resolve("codings/package.json"));
  return [KEPT, ...(installed === undefined ? [] : [new URL("native/onnxruntime-node/", pathToFileURL(installed))])];
}

/**
 * Keeps the files of onnxruntime-node that this machine needs in a folder of this package, as links where the file system allows them. npm calls it while it
 * installs this package: on Linux, onnxruntime-node's own install script downloads CUDA libraries afterwards, and npm removes onnxruntime-node if that fails.
 * @throws Error if onnxruntime-node isn't installed.
 */
export function keepNative(from = installedFolder(), to = fileURLToPath(KEPT)): void {
  rmSync(to, { recursive: true, force: true });
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const path = relative(from, join(entry.parentPath, entry.name));
    // Binaries lie in bin/<Node-API version>/<platform>/<architecture>.
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
