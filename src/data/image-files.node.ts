import { readdir } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { explainFileError } from "./files.node.ts";

const ENDINGS = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff", ".avif"];

/** The kinds of images that are read, as a reader knows them. */
export const IMAGE_KINDS = "PNG, JPEG, WebP, GIF, TIFF or AVIF";

export const isImageName = (name: string): boolean => ENDINGS.includes(extname(name).toLowerCase());

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

const collator = new Intl.Collator("en", { numeric: true });

/** As people order names, folder by folder; names that are equal to them (1 and 01) by their letters. */
export function inOrder(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  const at = left.findIndex((part, i) => part !== right[i]);
  if (at < 0 || right[at] === undefined) return left.length - right.length;
  return collator.compare(left[at]!, right[at]) || (left[at]! < right[at] ? -1 : 1);
}

/** The classes that sub-folders make of images, sorted; none where there aren't two of them. -1 is the label of an image beside the sub-folders. */
export function classesOf(images: readonly string[]): { classes: readonly string[]; labels: readonly number[] } | undefined {
  const folders = images.map((name) => (name.includes("/") ? name.slice(0, name.indexOf("/")) : undefined));
  const classes = [...new Set(folders.filter((name) => name !== undefined))].sort(inOrder);
  return classes.length < 2 ? undefined : { classes, labels: folders.map((name) => classes.indexOf(name ?? "")) };
}

/** How many files there are of each ending: "3 .txt, 1 .csv". */
export function endingsOf(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const ending = extname(name).toLowerCase() || "without an ending";
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a);
  const shown = most.slice(0, 3).map(([ending, count]) => `${count} ${ending}`);
  return [...shown, ...(most.length > 3 ? ["others"] : [])].join(", ");
}
