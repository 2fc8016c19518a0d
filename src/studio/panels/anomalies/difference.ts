/** Colours of what is there and wasn't expected, and of what was expected and isn't there, on paper; light and dark pages. */
const COLOURS = {
  light: { paper: [255, 255, 255], there: [184, 74, 0], missing: [0, 114, 178] },
  dark: { paper: [14, 16, 20], there: [255, 145, 81], missing: [74, 168, 224] },
} as const;

/** The mean over the channels of what a picture has more than another, -1 to 1, a number a pixel. */
export function differenceOf(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  start: number,
  pixels: number,
  channels: number,
  scale: number,
): Float32Array {
  return Float32Array.from({ length: pixels }, (_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const i = start + pixel * channels + channel;
      sum += actual[i]! * scale - expected[i]!;
    }
    return sum / channels;
  });
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

/** Mean squared errors of a picture's numbers as one a pixel, its root, so that small ones are seen; 1 for the largest. */
export function errorPicture(means: ArrayLike<number>, pixels: number, channels: number, most: number): Float32Array {
  return Float32Array.from({ length: pixels }, (_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += means[pixel * channels + channel]!;
    return most > 0 ? Math.sqrt(sum / channels / most) : 0;
  });
}
