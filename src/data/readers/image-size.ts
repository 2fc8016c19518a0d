import { bmpSize } from "./bmp.ts";

/** The size of an image in pixels: [width, height]. */
export type Size = readonly [number, number];

/** Reads numbers and text from bytes. Bytes after the end count as 0. */
const numbersIn = (bytes: Uint8Array) => {
  const at = (place: number) => bytes[place] ?? 0;
  return {
    text: (place: number, length: number) => String.fromCharCode(...bytes.subarray(place, place + length)),
    little: (place: number, length: number) => {
      let value = 0;
      for (let i = length - 1; i >= 0; i--) value = 256 * value + at(place + i);
      return value;
    },
    big: (place: number, length: number) => {
      let value = 0;
      for (let i = 0; i < length; i++) value = 256 * value + at(place + i);
      return value;
    },
  };
};

/** Reads the size from the header of a PNG, GIF, WebP, BMP, AVIF or JPEG file without decoding it; undefined if there is none. */
export function imageSize(bytes: Uint8Array): Size | undefined {
  const { text, little, big } = numbersIn(bytes);
  if (text(1, 3) === "PNG") return [big(16, 4), big(20, 4)];
  if (text(0, 4) === "GIF8") return [little(6, 2), little(8, 2)];
  if (text(8, 4) === "WEBP") {
    const kind = text(12, 4);
    if (kind === "VP8X") return [little(24, 3) + 1, little(27, 3) + 1];
    if (kind === "VP8 ") return [little(26, 2) & 0x3fff, little(28, 2) & 0x3fff];
    const packed = little(21, 4);
    return kind === "VP8L" ? [(packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1] : undefined;
  }
  if (text(0, 2) === "BM") return bmpSize(bytes);
  if (text(4, 4) === "ftyp") return largestBox(bytes);
  return big(0, 2) === 0xffd8 ? sizeOfJpeg(bytes) : undefined;
}

/** Returns the largest size in an AVIF file, which has a box "ispe" for each image in it and for each tile. */
function largestBox(bytes: Uint8Array): Size | undefined {
  const { text, big } = numbersIn(bytes);
  let largest: Size | undefined;
  for (let at = 0; at < Math.min(bytes.length, 65_536); at++) {
    if (bytes[at] !== 0x69 || text(at, 4) !== "ispe") continue;
    const size: Size = [big(at + 8, 4), big(at + 12, 4)];
    if (!largest || size[0] * size[1] > largest[0] * largest[1]) largest = size;
  }
  return largest;
}

/** Reads the size from the frame segment of a JPEG file, which is a sequence of segments with their lengths. */
function sizeOfJpeg(bytes: Uint8Array): Size | undefined {
  const { big } = numbersIn(bytes);
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + Math.max(2, big(at + 2, 2))) {
    const kind = bytes[at + 1]!;
    const isFrame = kind >= 0xc0 && kind <= 0xcf && kind !== 0xc4 && kind !== 0xc8 && kind !== 0xcc;
    if (isFrame) return [big(at + 7, 2), big(at + 5, 2)];
  }
  return undefined;
}
