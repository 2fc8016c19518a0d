import { open, readFile } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { DataError, OptionError } from "../../core/errors.ts";
import { explainFileError, firstBytes } from "../../core/files.node.ts";
import { ndarray, sizeOf } from "../../core/ndarray.ts";
import { atOnce } from "../at-once.ts";
import { bmpSize, decodeBmp, isBmp } from "./bmp.ts";
import { IMAGE_KINDS } from "./image-names.ts";
import { hasColours } from "./images.ts";

type Sharp = typeof import("sharp")["default"];

export interface ImageOptions {
  /** [height, width] that images are brought to: scaled until they fill it, what juts out at two sides cut off. By default their own size where all
   * have the same and no side is longer than 256, else [64, 64]. */
  readonly size?: readonly [number, number];
  /** `auto`, the default, is grey where every image is without colours. */
  readonly channels?: "grey" | "rgb" | "auto";
  /** Leave out images that can't be read, instead of stopping at the first. */
  readonly skipBad?: boolean;
  /** Told now and then how many images are read, of how many, and how many a second. */
  readonly onImages?: (done: number, of: number, perSecond: number) => void;
}

const LONGEST_OWN_SIDE = 256;
/** Sharp's names of the image formats that are read. */
const FORMATS = new Set(["png", "jpeg", "webp", "gif", "tiff", "heif"]);
/** Sharp decodes no larger image, and its error says so in these words. */
const [MOST_PIXELS, TOO_LARGE] = [0x3fff ** 2, "exceeds pixel limit"];
const USUAL_SIZE = [64, 64] as const;
/** Milliseconds between two reports. */
const REPORT_EVERY = 200;

/**
 * Reads images as arrays: turned as their EXIF data say, on white where they are transparent, the first picture of those that move.
 * @returns uint8 [n, height, width] or [n, height, width, 3] of those that could be read, in the order of the files, and by the number of its file why one is bad.
 * @throws DataError if one can't be read (unless `skipBad`) or all together would fill the memory; OptionError for an impossible size.
 */
export async function readImages(paths: readonly string[], options: ImageOptions = {}) {
  const { channels = "auto", skipBad = false, onImages = () => undefined } = options;
  const sharp = await loadSharp();
  const bad = new Map<number, string>();
  const forEach = (work: (path: string, i: number) => Promise<void>) =>
    atOnce(paths.length, availableParallelism(), async (i) => {
      if (bad.has(i)) return;
      await work(paths[i]!, i).catch(async (error: Error) => {
        const reason = await reasonOf(error, paths[i]!);
        if (!skipBad)
          throw new DataError(
            `${paths[i]} ${reason}. Mend it or take it away, or leave such files out: --skip-bad (skipBad: true).`,
          );
        bad.set(i, reason);
      });
    });

  const headers = new Map<number, Header>();
  if (!options.size || channels === "auto") await forEach(async (path, i) => void headers.set(i, await headerOf(sharp, path)));
  const [height, width] = checkedSize(options.size ?? commonSize([...headers.values()]));
  const isGrey = channels === "grey" || (channels === "auto" && [...headers.values()].every((header) => header.isGrey));
  const shape = isGrey ? [height, width] : [height, width, 3];
  const length = sizeOf(shape);
  if (paths.length * length > totalmem() / 2)
    throw new DataError(
      `${paths.length} images of ${shape.join(" x ")} take ${Math.ceil((paths.length * length) / 2 ** 30)} GiB, more than half of this machine's memory. Give a smaller --size (size).`,
    );

  const pixels = new Uint8Array(paths.length * length);
  let [done, isColoured, began, reported] = [0, false, performance.now(), 0];
  await forEach(async (path, i) => {
    if (!headers.has(i) && !(await isBmpFile(path))) expectFormat((await sharp(path).metadata()).format);
    const read = await pixelsOf(sharp, path, { height, width, isGrey });
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
    throw new DataError("Images are read with the package sharp, which can't be loaded here. Run: npm install sharp");
  }
}

interface Header {
  readonly height: number;
  readonly width: number;
  readonly isGrey: boolean;
}

/** Sharp doesn't read BMP. */
const isBmpFile = async (path: string): Promise<boolean> => isBmp(await firstBytes(path, 2));

/** A picture as sharp takes it. */
async function opened(sharp: Sharp, path: string): Promise<ReturnType<Sharp>> {
  if (!(await isBmpFile(path))) return sharp(path);
  const { width, height, pixels } = decodeBmp(await readFile(path));
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

async function headerOf(sharp: Sharp, path: string): Promise<Header> {
  if (await isBmpFile(path)) {
    const [width, height] = bmpSize(await firstBytes(path, 64)) ?? [0, 0];
    if (width * height > MOST_PIXELS) throw new Error(TOO_LARGE);
    return { width, height, isGrey: false };
  }
  const { autoOrient, space, format } = await sharp(path).metadata();
  expectFormat(format);
  if (autoOrient.height * autoOrient.width > MOST_PIXELS) throw new Error(TOO_LARGE);
  return { height: autoOrient.height, width: autoOrient.width, isGrey: space === "b-w" || space === "grey16" };
}

/** @throws Error if sharp reads an image of this format but codings doesn't, for example an SVG drawing in a file called .png. */
function expectFormat(format: string | undefined): void {
  if (!format || !FORMATS.has(format)) throw new Error("unsupported image format");
}

/** The size that all have, unless it is a photograph's. */
function commonSize([first, ...others]: readonly Header[]): readonly [number, number] {
  if (!first || Math.max(first.height, first.width) > LONGEST_OWN_SIDE) return USUAL_SIZE;
  const isCommon = others.every(({ height, width }) => height === first.height && width === first.width);
  return isCommon ? [first.height, first.width] : USUAL_SIZE;
}

function checkedSize(size: readonly [number, number]): readonly [number, number] {
  if (size.length === 2 && size.every((side) => Number.isInteger(side) && side >= 1 && side <= 8192)) return size;
  throw new OptionError(`An image's size is [height, width], whole numbers from 1 to 8192, but this is [${size.join(", ")}].`);
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

/** Moves the kept rows to the front, in place. */
function moveTogether(pixels: Uint8Array, length: number, isKept: (row: number) => boolean): void {
  let to = 0;
  for (let row = 0; row * length < pixels.length; row++)
    if (isKept(row)) pixels.copyWithin(length * to++, row * length, (row + 1) * length);
}

/** Why an image can't be read, in words that continue its name. */
async function reasonOf({ message }: Error, path: string): Promise<string> {
  try {
    const file = await open(path);
    const { size } = await file.stat().finally(() => file.close());
    if (size === 0) return "is empty, no image";
  } catch (error) {
    return explainFileError(error, path).message.slice(path.length + 1, -1);
  }
  if (message.includes("unsupported image format")) return `is no image that can be read (${IMAGE_KINDS})`;
  if (message.includes(TOO_LARGE))
    return `has more than ${Math.round(MOST_PIXELS / 1e6)} million pixels, which isn't read: scale it down`;
  const detail = message
    .split("\n")[0]!
    .replace(/^Input file has corrupt header: */, "")
    .replace(/^\w+: */, "")
    .replace(/[\s.]+$/, "");
  return `is broken or cut short${detail ? ` (${detail})` : ""}`;
}
