import { OptionError } from "../../core/errors.ts";
import { ndarray } from "../../core/ndarray.ts";
import { knownOptions } from "../../core/options.ts";
import { type Random, random } from "../../core/random.ts";
import { shown } from "../../core/words.ts";
import type { Dataset } from "../dataset.ts";
import { kinds, type Part } from "./garment-shapes.ts";
import { type Point, raster } from "./raster.ts";

const SIZE = 28;

/** The options of `garments`. */
export interface GarmentOptions {
  /** Number of images; 12,000 by default. */
  readonly count?: number;
  /** Seed of the random numbers; 42 by default. */
  readonly seed?: number;
}

/**
 * Draws images of clothing in the ten classes of Fashion-MNIST: uint8 [count, 28, 28] with labels [count]. The background is 0.
 * Proportions, position, shade, pattern and noise are random. The same seed draws the same images, and a larger count only adds
 * images.
 * @throws OptionError if the count isn't a whole number of at least 1.
 * @example garments({ count: 1000 }).examples.shape; // [1000, 28, 28]
 */
export function garments(options: GarmentOptions = {}): Dataset {
  const { count = 12_000, seed = 42 } = knownOptions("garments", options, { count: true, seed: true });
  if (!Number.isInteger(count) || count < 1)
    throw new OptionError(`count must be a whole number of garments of at least 1, but it is ${shown(count)}.`);
  const pixels = new Uint8Array(count * SIZE * SIZE);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const source = random(seed, i);
    const label = source.integer(kinds.length);
    labels[i] = label;
    const [, draw] = kinds[label]!;
    const between = (low: number, high: number) => low + source.uniform() * (high - low);
    paint(draw(between), source, between, pixels.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE));
  }
  return {
    name: "garments",
    examples: ndarray("uint8", [count, SIZE, SIZE], pixels),
    labels: ndarray("uint8", [count], labels),
    classes: kinds.map(([name]) => name),
  };
}

/** Shifts, scales and paints the parts, and adds pattern, folds and noise. */
function paint(parts: readonly Part[], source: Random, between: (low: number, high: number) => number, pixels: Uint8Array): void {
  const [dx, dy, scale] = [between(-0.8, 0.8), between(-0.6, 0.6), between(0.9, 1.03)];
  const place = ([x, y]: Point): Point => [14 + (x - 14) * scale + dx, 14 + (y - 14) * scale + dy];
  const image = new Float32Array(SIZE * SIZE);
  for (const { points, shade } of parts) raster(image, SIZE, points.map(place), shade);
  const brightness = between(0.45, 1);
  const [stripes, period, across] = [source.uniform() < 0.25 ? between(0.15, 0.5) : 0, between(2.5, 6), source.uniform() < 0.5];
  const [fold, slope] = [between(0, 2 * Math.PI), between(0.04, 0.14)];
  image.forEach((cover, i) => {
    if (cover === 0) return;
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
    const pattern = 1 - stripes * (0.5 + 0.5 * Math.sin((2 * Math.PI * (across ? y : x)) / period));
    const light = 1 - slope * (1 + Math.sin(0.5 * x + 0.2 * y + fold)) + 0.06 * (source.uniform() - 0.5);
    pixels[i] = Math.max(0, Math.min(255, Math.round(255 * cover * brightness * pattern * light)));
  });
}
