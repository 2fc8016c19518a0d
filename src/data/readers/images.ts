import { DataError } from "../../core/errors.ts";
import { ndarray } from "../../core/ndarray.ts";
import { keyOf, permutation, random } from "../../core/random.ts";
import { atOnce } from "../at-once.ts";
import { checkDataset } from "../checks.ts";
import type { Dataset } from "../dataset.ts";
import { classesOf, described, inOrder, leftOut } from "./image-names.ts";
import { imageSize, type Size } from "./image-size.ts";
import { mostOf } from "./limits.ts";
import type { OpenFile, Reader } from "./reader.ts";
import { ascii, knownAs, type Signature, signatureIn } from "./signatures.ts";

const SIGNATURES: readonly Signature[] = [
  { bytes: [0x89, ...ascii("PNG")], is: "image/png" },
  { bytes: [0xff, 0xd8, 0xff], is: "image/jpeg" },
  { bytes: ascii("GIF8"), is: "image/gif" },
  { bytes: ascii("BM"), is: "image/bmp" },
  { bytes: ascii("WEBP"), at: 8, is: "image/webp" },
  { bytes: ascii("ftypavif"), at: 4, is: "image/avif" },
  { bytes: ascii("ftypavis"), at: 4, is: "image/avif" },
];

const isImage = (bytes: Uint8Array): boolean => signatureIn(SIGNATURES, bytes) !== undefined;

/** Maximum length of a side in pixels. */
const LONGEST = 64;
const AT_ONCE = 4;
const isTooLarge = (bytes: Uint8Array): boolean => {
  const [width, height] = imageSize(bytes) ?? [0, 0];
  return width * height > mostOf("pixels");
};

/**
 * Returns the size to scale images to, and a note if it isn't their own. Images keep their size if all have the same size with
 * sides of at most 64 pixels. Otherwise it is the most common size, scaled down.
 */
export function sizeFor(sizes: readonly Size[]): { readonly size: Size; readonly note?: string } {
  const counts = new Map<string, { readonly size: Size; count: number }>();
  for (const size of sizes) {
    const known = counts.get(String(size)) ?? { size, count: 0 };
    counts.set(String(size), { size, count: known.count + 1 });
  }
  const common = [...counts.values()].reduce((best, one) => (one.count > best.count ? one : best));
  const [width, height] = common.size;
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const size = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))] as const;
  if (counts.size === 1 && scale === 1) return { size };
  const from = counts.size === 1 ? `${width} x ${height} pixels` : `${counts.size} sizes, most often ${width} x ${height}`;
  return {
    size,
    note: `The images have ${from}. Each was scaled to fill ${size.join(" x ")} and then cropped.`,
  };
}

/**
 * Reads images as a dataset: uint8 [n, height, width], or [n, height, width, 3] in colour, with their paths as row names.
 * Transparent parts become white. If the dropped folder has two or more sub-folders, they are classes. The images are shuffled as
 * on the command line, so that those held out are of every class.
 * @throws DataError if no image can be read.
 */
export async function readImages(files: readonly Pick<OpenFile, "path" | "bytes">[], name: string): Promise<Dataset> {
  const sorted = files.toSorted((a, b) => inOrder(a.path, b.path));
  const order = Array.from(permutation(sorted.length, random(keyOf(42, 2))), (i) => sorted[i]!);
  const paths = order.map(({ path }) => path);
  const bad = new Map<number, string>();
  const sizes = new Map<number, Size>();
  const decoded = new Map<number, ImageBitmap>();
  await atOnce(order.length, AT_ONCE, async (i) => {
    const { bytes } = order[i]!;
    const image = isImage(bytes) && !isTooLarge(bytes) ? await decode(bytes) : undefined;
    if (!image) {
      bad.set(i, reasonFor(bytes));
      return;
    }
    sizes.set(i, [image.width, image.height]);
    // Decoding is the slowest part, so small images are stored for the second pass. Large ones would fill the memory.
    if (Math.max(image.width, image.height) <= LONGEST) decoded.set(i, image);
    else image.close();
  });
  if (sizes.size === 0)
    throw new DataError(
      `${files.length === 1 ? "" : `None of the ${files.length} images can be read: `}${described(paths, bad)}.`,
    );
  const kept = Array.from(order.keys()).filter((i) => !bad.has(i));
  const { size, note } = sizeFor(kept.map((i) => sizes.get(i)!));
  const [width, height] = size;
  const colours = new Uint8Array(3 * kept.length * width * height);
  const draw = painter(size);
  await atOnce(kept.length, AT_ONCE, async (to) => {
    const from = kept[to]!;
    draw(decoded.get(from) ?? (await decode(order[from]!.bytes))!, colours.subarray(3 * to * width * height));
  });
  const isGrey = !hasColours(colours);
  const rowNames = kept.map((i) => paths[i]!);
  const notes = [...(note ? [note] : []), ...(bad.size > 0 ? [leftOut(paths, bad)] : [])];
  return checkDataset({
    name,
    examples: isGrey
      ? ndarray("uint8", [kept.length, height, width], everyThird(colours))
      : ndarray("uint8", [kept.length, height, width, 3], colours),
    rowNames,
    ...classesOf(rowNames),
    ...(notes.length > 0 && { notes }),
  });
}

/** Decodes an image without colour conversion, rotated as its EXIF data require; undefined if it is broken. */
const decode = (bytes: Uint8Array): Promise<ImageBitmap | undefined> =>
  createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: signatureIn(SIGNATURES, bytes)!.is }), {
    colorSpaceConversion: "none",
  }).catch(() => undefined);

/** Returns the reason why an image can't be read, as words that follow its name. */
function reasonFor(bytes: Uint8Array): string {
  if (isTooLarge(bytes)) return `has ${imageSize(bytes)!.join(" x ")} pixels, more than a page can hold: scale it down`;
  if (isImage(bytes)) return "is broken or cut short";
  return bytes.length === 0
    ? "is an empty file"
    : (knownAs(bytes) ?? "is not an image in a supported format (PNG, JPEG, WebP, GIF, BMP or AVIF)");
}

/** Makes a function that draws one image after the other on a canvas. It scales each until it fills the size, and crops it. */
function painter([width, height]: Size): (image: ImageBitmap, into: Uint8Array) => void {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "#fff";
  context.imageSmoothingQuality = "high";
  return (image, into) => {
    const scale = Math.max(width / image.width, height / image.height);
    const [w, h] = [image.width * scale, image.height * scale];
    context.fillRect(0, 0, width, height);
    context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h);
    image.close();
    const { data } = context.getImageData(0, 0, width, height);
    for (let i = 0, to = 0; i < data.length; i += 4) {
      into[to++] = data[i]!;
      into[to++] = data[i + 1]!;
      into[to++] = data[i + 2]!;
    }
  };
}

export function hasColours(pixels: Uint8Array): boolean {
  for (let i = 0; i < pixels.length; i += 3) if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) return true;
  return false;
}

const everyThird = (pixels: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: pixels.length / 3 }, (_, i) => pixels[3 * i]!);

/** Reader of images, which the browser decodes. In Node, `images.node.ts` reads them. */
export const image: Reader<"image"> = { name: "image", holds: "image", recognises: isImage, read: decode };
