import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { isDevice, orExplain } from "../../core/files.node.ts";
import { inOrder, isImageName } from "./image-names.ts";

/**
 * Lists the files in a folder and its sub-folders, as relative paths with "/". Images are in natural order (2.png before 10.png).
 * Pipes, sockets and devices with names of images are listed apart, because reading one may never end. Hidden files (.DS_Store,
 * .thumbnails/) are ignored.
 * @throws DataError if the folder can't be read.
 */
export async function findImages(folder: string) {
  const entries = await orExplain(readdir(folder, { recursive: true, withFileTypes: true }), folder);
  const nameOf = (entry: Dirent) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/");
  const found = entries.filter((entry) => !entry.isDirectory() && !/(^|\/)\./.test(nameOf(entry)));
  const pipes: string[] = [];
  for (const entry of found) {
    const isRead = entry.isFile() || !isImageName(entry.name);
    if (!isRead && (await isDevice(join(entry.parentPath, entry.name)))) pipes.push(nameOf(entry));
  }
  const names = found.map(nameOf);
  const images = names.filter((name) => isImageName(name) && !pipes.includes(name));
  return { images: images.sort(inOrder), others: names.filter((name) => !isImageName(name)), pipes };
}
