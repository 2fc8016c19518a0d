import type { PictureSize } from "../../parts/pictures.ts";
import type { LookedAt } from "./worst-row.ts";

/** The colours of differences: `there` for present but not expected, `missing` for expected but not present, on light and dark pages. */
const COLOURS = {
  light: { paper: [255, 255, 255], there: [184, 74, 0], missing: [0, 114, 178] },
  dark: { paper: [14, 16, 20], there: [255, 145, 81], missing: [74, 168, 224] },
} as const;

/** Returns one number per pixel: the mean over its channels. */
const ofPixels = ({ width, height, channels }: PictureSize, numberAt: (i: number) => number): Float32Array =>
  Float32Array.from({ length: width * height }, (_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += numberAt(pixel * channels + channel);
    return sum / channels;
  });

/** Returns the difference between picture `at` and the expected picture: one number per pixel, -1 to 1. */
export function differenceOf({ examples, expected }: LookedAt, at: number, size: PictureSize): Float32Array {
  const start = at * size.width * size.height * size.channels;
  const scale = examples.dtype === "uint8" ? 1 / 255 : 1;
  return ofPixels(size, (i) => Number(examples.data[start + i]) * scale - expected.data[start + i]!);
}

/** Writes differences as RGBA. */
export function paintDifference(differences: ArrayLike<number>, into: Uint8ClampedArray, isDark: boolean): void {
  const { paper, there, missing } = COLOURS[isDark ? "dark" : "light"];
  for (let pixel = 0; pixel < differences.length; pixel++) {
    const value = differences[pixel]!;
    const colour = value > 0 ? there : missing;
    const strength = Math.min(1, Math.abs(value));
    for (let i = 0; i < 3; i++) into[4 * pixel + i] = paper[i]! + strength * (colour[i]! - paper[i]!);
    into[4 * pixel + 3] = 255;
  }
}

/** Converts mean squared errors to one number per pixel. The square root, scaled so that `most` becomes 1, makes small errors visible. */
export const errorPicture = (means: ArrayLike<number>, size: PictureSize, most: number): Float32Array =>
  ofPixels(size, (i) => means[i]!).map((mean) => (most > 0 ? Math.sqrt(mean / most) : 0));
