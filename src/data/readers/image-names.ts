import { ndarray } from "../../core/ndarray.ts";
import type { Dataset } from "../dataset.ts";

const ENDINGS = [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".avif"];

/** The kinds of images that are read, as a reader knows them. */
export const IMAGE_KINDS = "PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF";

/** A name's ending with its point, "" where it has none. */
const endingOf = (name: string): string => /[^/]\.[^./]*$/.exec(name)?.[0].slice(1) ?? "";

export const isImageName = (name: string): boolean => ENDINGS.includes(endingOf(name).toLowerCase());

const collator = new Intl.Collator("en", { numeric: true });

/** As people order names, folder by folder; names that are equal to them (1 and 01) by their letters. */
export function inOrder(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  const at = left.findIndex((part, i) => part !== right[i]);
  if (at < 0 || right[at] === undefined) return left.length - right.length;
  return collator.compare(left[at]!, right[at]) || (left[at]! < right[at] ? -1 : 1);
}

/** The classes that sub-folders make of images, sorted; none where there aren't two of them. -1 is the label of an image beside the sub-folders. */
export function classesOf(images: readonly string[]): Pick<Dataset, "classes" | "labels"> {
  const folders = images.map((name) => (name.includes("/") ? name.slice(0, name.indexOf("/")) : undefined));
  const classes = [...new Set(folders.filter((name) => name !== undefined))].sort(inOrder);
  if (classes.length < 2) return {};
  const labels = Int32Array.from(folders, (name) => classes.indexOf(name ?? ""));
  return { classes, labels: ndarray("int32", [labels.length], labels) };
}

/** How many files there are of each ending: "3 .txt, 1 .csv". */
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

/** A line for those that can't be read. @param bad why, by the image's number. */
export const leftOut = (names: readonly string[], bad: ReadonlyMap<number, string>): string =>
  `${bad.size} of ${names.length} images can't be read and ${bad.size > 1 ? "are" : "is"} left out: ${described(names, bad)}`;

const MOST_NAMED = 5;

/** The first files that can't be read, each with the reason. */
export function described(names: readonly string[], bad: ReadonlyMap<number, string>): string {
  const all = [...bad].sort(([a], [b]) => a - b).map(([i, reason]) => `${names[i]} ${reason}`);
  const more = all.length - MOST_NAMED;
  return [...all.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}
