import { type NdArray, ndarray } from "../../core/ndarray.ts";

/** Pictures of one size: [n, height, width] or [n, height, width, 1 or 3], bytes 0-255 or floats 0-1. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Returns the size of examples that are pictures, or undefined if they aren't. */
export function pictureSize(shape: readonly number[]): PictureSize | undefined {
  const [height = 0, width = 0, channels = 1] = shape;
  const isPicture = (shape.length === 2 || shape.length === 3) && (channels === 1 || channels === 3) && height > 1 && width > 1;
  return isPicture ? { height, width, channels } : undefined;
}

/** Writes picture i as RGBA. Grey pictures are drawn dark on light on a light page, and light on dark on a dark page. */
export function paint(pictures: NdArray, i: number, size: PictureSize, into: Uint8ClampedArray, isDark: boolean): void {
  const { height, width, channels } = size;
  const scale = pictures.dtype === "uint8" ? 1 : 255;
  const start = i * height * width * channels;
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = Number(pictures.data[start + pixel * channels + (channels === 3 ? channel : 0)]) * scale;
      into[4 * pixel + channel] = channels === 3 || isDark ? value : 255 - value;
    }
    into[4 * pixel + 3] = 255;
  }
}

/** Joins pictures of one size as bytes. */
export function joinedPictures(...pictures: readonly NdArray[]): NdArray<"uint8"> {
  const bytes = pictures.flatMap(({ dtype, data }) =>
    Array.from(data as Float32Array, (value) => value * (dtype === "uint8" ? 1 : 255)),
  );
  const count = pictures.reduce((sum, { shape }) => sum + shape[0]!, 0);
  return ndarray("uint8", [count, ...pictures[0]!.shape.slice(1)], new Uint8Array(Uint8ClampedArray.from(bytes)));
}
