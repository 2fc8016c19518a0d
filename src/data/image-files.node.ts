import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { explainFileError } from "./files.node.ts";
import { inOrder, isImageName } from "./image-names.ts";

/** What lies in a folder and below it, by name. */
export interface FoundImages {
  /** Paths below the folder, with /, in the order of people: 2.png before 10.png. */
  readonly images: readonly string[];
  /** All other files but the hidden ones. */
  readonly others: readonly string[];
}

/** Finds the images in a folder and the folders in it; what is hidden (.DS_Store, .thumbnails/) is passed over. @throws DataError where it can't be read. */
export async function findImages(folder: string): Promise<FoundImages> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
    .filter((name) => !name.split("/").some((part) => part.startsWith(".")));
  return { images: names.filter(isImageName).sort(inOrder), others: names.filter((name) => !isImageName(name)) };
}
