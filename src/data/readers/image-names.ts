import { ndarray } from "../../core/ndarray.ts";
import type { Dataset } from "../dataset.ts";

const ENDINGS = [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".avif"];

/** The supported image formats in Node, for messages. */
export const IMAGE_KINDS = "PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF";

/** Returns the ending of a name with its dot, or "" if it has none. */
const endingOf = (name: string): string => /[^/]\.[^./]*$/.exec(name)?.[0].slice(1) ?? "";

export const isImageName = (name: string): boolean => ENDINGS.includes(endingOf(name).toLowerCase());

const collator = new Intl.Collator("en", { numeric: true });

/**
 * Compares paths in natural order (2 before 10), folder by folder. Names that are equal in this order (1 and 01) are compared by
 * their characters.
 */
export function inOrder(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  const at = left.findIndex((part, i) => part !== right[i]);
  if (at < 0 || right[at] === undefined) return left.length - right.length;
  return collator.compare(left[at]!, right[at]) || (left[at]! < right[at] ? -1 : 1);
}

/**
 * Returns the classes of images, which are their sub-folders, sorted; none if there are fewer than two. An image in no sub-folder
 * has the label -1.
 */
export function classesOf(images: readonly string[]): Pick<Dataset, "classes" | "labels"> {
  const folders = images.map((name) => (name.includes("/") ? name.slice(0, name.indexOf("/")) : undefined));
  const classes = [...new Set(folders.filter((name) => name !== undefined))].sort(inOrder);
  if (classes.length < 2) return {};
  const labels = Int32Array.from(folders, (name) => classes.indexOf(name ?? ""));
  return { classes, labels: ndarray("int32", [labels.length], labels) };
}

/** Counts the files with each ending: "3 .txt, 1 .csv". */
export function endingsOf(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const ending = endingOf(name).toLowerCase() || "without an ending";
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a);
  const shown = most.slice(0, 3).map(([ending, count]) => `${count} ${ending}`);
  return [...shown, ...(most.length > 3 ? ["others"] : [])].join(", ");
}

/** Makes a note about images that can't be read. @param bad - the reason by the index of the image. */
export const leftOut = (names: readonly string[], bad: ReadonlyMap<number, string>): string =>
  `${bad.size} of ${names.length} images can't be read and ${bad.size > 1 ? "were" : "was"} skipped: ${described(names, bad)}`;

const MOST_NAMED = 5;

/** Lists the first files that can't be read, each with its reason. */
export function described(names: readonly string[], bad: ReadonlyMap<number, string>): string {
  const all = [...bad].sort(([a], [b]) => a - b).map(([i, reason]) => `${names[i]} ${reason}`);
  const more = all.length - MOST_NAMED;
  return [...all.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}
