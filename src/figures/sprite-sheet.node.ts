import { constants, deflateSync } from "node:zlib";
import { crc32 } from "../core/crc32.ts";
import { byteOf, type Pictures } from "./picture.ts";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/**
 * PNG's filter 4 stores the difference of a pixel from a prediction by its neighbours. Of the five filters, it makes the smallest
 * Fashion-MNIST sheets.
 */
const PAETH = 4;
const COLOUR_TYPE = { 1: 0, 3: 2 } as const;

/**
 * Draws pictures as one PNG file with `perRow` pictures in a row, about as wide as it is high. One channel makes a grey file,
 * three an RGB file. Values outside 0 to 1 are clipped. Bytes are rounded to multiples of `step`: 4 is invisible and makes a
 * sheet of reconstructions a third smaller.
 */
export function spriteSheet(
  { n, height, width, channels, values }: Pictures,
  step = 1,
): { readonly png: Buffer; readonly perRow: number } {
  const perRow = Math.ceil(Math.sqrt((n * height) / width));
  const [across, down] = [perRow * width, Math.ceil(n / perRow) * height];
  const line = across * channels;
  const pixels = Buffer.alloc(line * down);
  for (let i = 0; i < n; i++)
    for (let row = 0; row < height; row++) {
      const from = (i * height + row) * width * channels;
      const to = (Math.floor(i / perRow) * height + row) * line + (i % perRow) * width * channels;
      for (let k = 0; k < width * channels; k++)
        pixels[to + k] = Math.min(255, Math.round(byteOf(values[from + k]!) / step) * step);
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(across, 0);
  header.writeUInt32BE(down, 4);
  header.set([8, COLOUR_TYPE[channels as 1 | 3], 0, 0, 0], 8);
  const content = deflateSync(filtered(pixels, line, channels), { level: 9, strategy: constants.Z_FILTERED });
  const chunks = [chunk("IHDR", header), chunk("IDAT", content), chunk("IEND", Buffer.alloc(0))];
  return { png: Buffer.concat([SIGNATURE, ...chunks]), perRow };
}

/** Draws pictures as the data URL of a PNG file. */
export const pngUrl = (pictures: Pictures): string => `data:image/png;base64,${spriteSheet(pictures).png.toString("base64")}`;

/**
 * Applies the filter to each line of pixels and writes the filter's number before it. `line` is the length of a line in bytes.
 */
function filtered(pixels: Buffer, line: number, channels: number): Buffer {
  const lines = Buffer.alloc((pixels.length / line) * (line + 1));
  for (let start = 0, to = 0; start < pixels.length; start += line) {
    lines[to++] = PAETH;
    for (let k = 0; k < line; k++) {
      const [hasLeft, hasAbove] = [k >= channels, start > 0];
      const left = hasLeft ? pixels[start + k - channels]! : 0;
      const above = hasAbove ? pixels[start + k - line]! : 0;
      const corner = hasLeft && hasAbove ? pixels[start + k - line - channels]! : 0;
      lines[to++] = pixels[start + k]! - likeliest(left, above, corner);
    }
  }
  return lines;
}

/**
 * Paeth's predictor: returns the neighbour nearest to left + above - corner. If two are equally near, the first in this order
 * wins.
 */
function likeliest(left: number, above: number, corner: number): number {
  const [toLeft, toAbove, toCorner] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Writes a chunk of a PNG file: length, name, content, checksum. */
function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
