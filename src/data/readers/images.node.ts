import { open, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { Bytes } from "../../core/bytes.ts";
import { DataError, OptionError } from "../../core/errors.ts";
import { explainFileError, firstBytes } from "../../core/files.node.ts";
import { message, option } from "../../core/message.ts";
import { ndarray, sizeOf } from "../../core/ndarray.ts";
import { count } from "../../core/words.ts";
import { atOnce } from "../at-once.ts";
import { bmpSize, decodeBmp, isBmp } from "./bmp.ts";
import { mostUnpacked } from "./gzip.node.ts";
import { hasManyFrames, MOST_FRAMES } from "./image-frames.node.ts";
import { IMAGE_KINDS } from "./image-names.ts";
import { hasColours } from "./images.ts";
import { memoryFor, memoryOf, mostOf, sizeText } from "./limits.ts";

type Sharp = typeof import("sharp")["default"];

/** The options of reading images. */
export interface ImageOptions {
  /**
   * Size [height, width] of the images. Each is scaled until it fills this size and is then cropped. By default, images keep
   * their size if all have the same size and no side is longer than 256; otherwise it is [64, 64].
   */
  readonly size?: readonly [number, number];
  /** The colour channels. `auto`, the default, is grey if no image has colours. */
  readonly channels?: "grey" | "rgb" | "auto";
  /** Whether to skip images that can't be read, instead of stopping at the first. */
  readonly skipBad?: boolean;
  /**
   * Memory that reading may take, in bytes or as a text such as "4GB". By default, one image has at most 100 million pixels, and
   * all together take half of the machine's memory.
   */
  readonly maxMemory?: Bytes | undefined;
  /** Called from time to time with the number of images read so far, the number of all images, and the number read per second. */
  readonly onImages?: (done: number, of: number, perSecond: number) => void;
}

const LONGEST_OWN_SIDE = 256;
/** Sharp's names of the supported image formats. */
const FORMATS = new Set(["png", "jpeg", "webp", "gif", "tiff", "heif"]);
/** The error for an image with too many pixels. */
class TooManyPixels extends Error {
  readonly pixels: number;

  constructor(pixels: number, most: number) {
    super(
      `has more than ${most < 1e6 ? count(most) : `${Math.round(most / 1e6)} million`} pixels, which is too many: scale it down`,
    );
    this.pixels = pixels;
  }
}
const TOO_MANY_FRAMES = "too many frames";
/** Images with more pixels that have to be decoded as a whole are decoded one at a time, because each takes up to 400 MB. */
const LARGE = 10e6;
const USUAL_SIZE = [64, 64] as const;
/** Number of milliseconds between two calls of `onImages`. */
const REPORT_EVERY = 200;

/**
 * Reads images as arrays. They are rotated as their EXIF data require, transparent parts become white, and animations are reduced
 * to their first frame.
 * @returns `examples`, all readable images in the order of the files, uint8 [n, height, width] or [n, height, width, 3]. `bad` has
 * the reason for each unreadable image by the index of its file.
 * @throws DataError if an image can't be read (unless `skipBad` is true), or if all images together don't fit into memory;
 * OptionError if the size is impossible.
 */
export async function readImages(paths: readonly string[], options: ImageOptions = {}) {
  const { channels = "auto", skipBad = false, onImages = () => undefined, maxMemory } = options;
  const mostPixels = mostOf("pixels", maxMemory);
  const sharp = await loadSharp();
  const bad = new Map<number, string>();
  const forEach = (work: (path: string, i: number) => Promise<void>) =>
    atOnce(paths.length, availableParallelism(), async (i) => {
      if (bad.has(i)) return;
      await work(paths[i]!, i).catch(async (error: Error) => {
        const reason = await reasonOf(error, paths[i]!);
        if (!skipBad)
          throw new DataError(
            error instanceof TooManyPixels
              ? message`${paths[i]!} ${reason}, skip unreadable images: ${option("skipBad", true)}, or allow more: ${memoryFor("pixels", error.pixels)}`
              : `${paths[i]} ${reason}. Repair or remove it, or skip unreadable images: --skip-bad (skipBad: true).`,
          );
        bad.set(i, reason);
      });
    });

  const headers = new Map<number, Header>();
  if (!options.size || channels === "auto")
    await forEach(async (path, i) => void headers.set(i, await headerOf(sharp, path, mostPixels)));
  const [height, width] = checkedSize(options.size ?? commonSize([...headers.values()]));
  const isGrey = channels === "grey" || (channels === "auto" && [...headers.values()].every((header) => header.isGrey));
  const shape = isGrey ? [height, width] : [height, width, 3];
  const length = sizeOf(shape);
  const bytes = paths.length * length;
  if (bytes > mostUnpacked(maxMemory))
    throw new DataError(
      message`${paths.length} images of ${shape.join(" x ")} take ${sizeText(bytes)}, more than ${maxMemory === undefined ? "half of this machine's memory" : `the memory they may take (${sizeText(mostUnpacked(maxMemory))})`}. Give a smaller ${option("size")}, or allow more: ${memoryOf(bytes)}`,
    );

  const pixels = new Uint8Array(bytes);
  let largeOnes: Promise<unknown> = Promise.resolve();
  let [done, isColoured, began, reported] = [0, false, performance.now(), 0];
  await forEach(async (path, i) => {
    const { isLarge } = headers.get(i) ?? (await headerOf(sharp, path, mostPixels));
    const decode = () => pixelsOf(sharp, path, { height, width, isGrey });
    const reading = isLarge ? largeOnes.then(decode) : decode();
    if (isLarge) largeOnes = reading.catch(() => undefined);
    const read = await reading;
    pixels.set(read, i * length);
    isColoured ||= !isGrey && channels === "auto" && hasColours(read);
    const now = performance.now();
    if (++done < paths.length && now - reported < REPORT_EVERY) return;
    reported = now;
    onImages(done, paths.length, (1000 * done) / (now - began));
  });
  const kept = paths.length - bad.size;
  moveTogether(pixels, length, (i) => !bad.has(i));
  if (isGrey || channels === "rgb" || isColoured)
    return { examples: ndarray("uint8", [kept, ...shape], pixels.subarray(0, kept * length)), bad };
  const grey = Uint8Array.from({ length: kept * height * width }, (_, i) => pixels[3 * i]!);
  return { examples: ndarray("uint8", [kept, height, width], grey), bad };
}

async function loadSharp(): Promise<Sharp> {
  try {
    return (await import("sharp")).default;
  } catch {
    throw new DataError("Reading images needs the package sharp, which can't be loaded here. Run: npm install sharp");
  }
}

interface Header {
  readonly height: number;
  readonly width: number;
  readonly isGrey: boolean;
  /** Whether it takes much memory to decode. */
  readonly isLarge: boolean;
}

/** Whether a file is BMP, which sharp doesn't read. */
const isBmpFile = async (path: string): Promise<boolean> => isBmp(await firstBytes(path, 2));

/** Sharp's own limit is off, because `headerOf` checks the number of pixels. */
const ANY_SIZE = { limitInputPixels: false } as const;

/** Opens an image with sharp, after `headerOf`. */
async function opened(sharp: Sharp, path: string): Promise<ReturnType<Sharp>> {
  if (!(await isBmpFile(path))) return sharp(path, ANY_SIZE);
  const { width, height, pixels } = decodeBmp(await readFile(path));
  return sharp(pixels, { raw: { width, height, channels: 3 }, ...ANY_SIZE });
}

async function headerOf(sharp: Sharp, path: string, most: number): Promise<Header> {
  if (await isBmpFile(path)) {
    const [width, height] = bmpSize(await firstBytes(path, 64)) ?? [0, 0];
    if (width * height > most) throw new TooManyPixels(width * height, most);
    return { width, height, isGrey: false, isLarge: width * height > LARGE };
  }
  if (await hasManyFrames(path)) throw new Error(TOO_MANY_FRAMES);
  const { autoOrient, space, format, isProgressive } = await sharp(path, ANY_SIZE).metadata();
  expectFormat(format);
  const { height, width } = autoOrient;
  if (height * width > most) throw new TooManyPixels(height * width, most);
  const isByLines = !isProgressive && ["jpeg", "png", "tiff"].includes(format);
  return { height, width, isGrey: space === "b-w" || space === "grey16", isLarge: !isByLines && height * width > LARGE };
}

/** @throws Error if sharp reads an image of this format but codings doesn't, for example an SVG drawing in a file called .png. */
function expectFormat(format: string | undefined): asserts format is string {
  if (!format || !FORMATS.has(format)) throw new Error("unsupported image format");
}

/** Returns the size that all images share, or the default size if they differ or are as large as photographs. */
function commonSize([first, ...others]: readonly Header[]): readonly [number, number] {
  if (!first || Math.max(first.height, first.width) > LONGEST_OWN_SIDE) return USUAL_SIZE;
  const isCommon = others.every(({ height, width }) => height === first.height && width === first.width);
  return isCommon ? [first.height, first.width] : USUAL_SIZE;
}

function checkedSize(size: readonly [number, number]): readonly [number, number] {
  if (size.length === 2 && size.every((side) => Number.isInteger(side) && side >= 1 && side <= 8192)) return size;
  throw new OptionError(`size must be [height, width] with whole numbers from 1 to 8192, but it is [${size.join(", ")}].`);
}

async function pixelsOf(
  sharp: Sharp,
  path: string,
  { height, width, isGrey }: { readonly height: number; readonly width: number; readonly isGrey: boolean },
): Promise<Uint8Array> {
  return (await opened(sharp, path))
    .autoOrient()
    .flatten({ background: "#ffffff" })
    .resize(width, height, { fit: "cover" })
    .toColourspace(isGrey ? "b-w" : "srgb")
    .raw()
    .toBuffer();
}

/** Moves the rows to keep to the front, in place. */
function moveTogether(pixels: Uint8Array, length: number, isKept: (row: number) => boolean): void {
  let to = 0;
  for (let row = 0; row * length < pixels.length; row++)
    if (isKept(row)) pixels.copyWithin(length * to++, row * length, (row + 1) * length);
}

/** Returns the reason why an image can't be read, as words that follow its name. */
async function reasonOf(thrown: Error, path: string): Promise<string> {
  const { message } = thrown;
  try {
    const file = await open(path);
    const { size } = await file.stat().finally(() => file.close());
    if (size === 0) return "is an empty file";
  } catch (error) {
    return explainFileError(error, path).message.slice(path.length + 1, -1);
  }
  if (message.includes("unsupported image format")) return `is not an image in a supported format (${IMAGE_KINDS})`;
  if (thrown instanceof TooManyPixels) return message;
  if (message === TOO_MANY_FRAMES)
    return `has more than ${MOST_FRAMES} frames or pages, which is too many: save the first one as PNG`;
  const detail = message
    .split("\n")[0]!
    .replace(/^Input file has corrupt header: */, "")
    .replace(/^\w+: */, "")
    .replace(/[\s.]+$/, "");
  return `is broken or cut short${detail ? ` (${detail})` : ""}`;
}
