import { ShapeError } from "../core/errors.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { mean } from "../core/statistics.ts";

type Images = NdArray<"uint8"> | NdArray<"float32">;

/** Returns images as numbers; pixels (uint8) are scaled to 0 … 1. */
function unit({ dtype, data }: Images): ArrayLike<number> {
  if (dtype === "float32") return data;
  const values = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) values[i] = data[i]! / 255;
  return values;
}

function expectSame(a: Images, b: Images): void {
  if (a.shape.join() !== b.shape.join())
    throw new ShapeError(
      `Images [${a.shape.join(", ")}] can't be compared with images [${b.shape.join(", ")}]. Give images of the same shape.`,
    );
}

/**
 * Computes the peak signal-to-noise ratio of each image [n], in decibels: 10 · log₁₀(1 / mean squared error). Values are from 0
 * to 1. A higher ratio is better.
 * @param images, reference images of the same shape [n, …].
 * @throws ShapeError if the shapes differ.
 * @example
 * const quality = psnr(await autoencoder.reconstruct(images), images);
 */
export function psnr(images: Images, reference: Images): Float64Array {
  expectSame(images, reference);
  const [a, b] = [unit(images), unit(reference)];
  const width = sizeOf(images.shape.slice(1));
  return Float64Array.from({ length: images.shape[0]! }, (_, n) => {
    let sum = 0;
    for (let i = n * width; i < (n + 1) * width; i++) sum += (a[i]! - b[i]!) ** 2;
    return -10 * Math.log10(sum / width);
  });
}

/** Windows of 11 x 11 pixels with Gaussian weights of standard deviation 1.5, and the two constants of the paper. */
const [WINDOW, DEVIATION, K1, K2] = [11, 1.5, 0.01, 0.03];

function bell(size: number): readonly number[] {
  const weights = Array.from({ length: size }, (_, i) => Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * DEVIATION ** 2)));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / sum);
}

/**
 * Computes the structural similarity of each image [n] (Wang et al., 2004). Values are from 0 to 1; equal images have a
 * similarity of 1. The windows lie inside the image, and are smaller if the image is smaller.
 * @param images, reference images of the same shape, [n, height, width] or [n, height, width, channels].
 * @throws ShapeError if the shapes differ, or aren't those of images.
 * @example
 * const quality = ssim(await autoencoder.reconstruct(images), images);
 */
export function ssim(images: Images, reference: Images): Float64Array {
  expectSame(images, reference);
  const [n = 0, height = 0, width = 0, channels = 1, ...more] = images.shape;
  if (images.shape.length < 3 || more.length > 0)
    throw new ShapeError(
      `SSIM needs images [n, height, width] or [n, height, width, channels], but these are [${images.shape.join(", ")}].`,
    );
  const [a, b] = [unit(images), unit(reference)];
  const [down, across] = [bell(Math.min(WINDOW, height)), bell(Math.min(WINDOW, width))];
  const [rows, columns] = [height - down.length + 1, width - across.length + 1];
  const size = height * width;
  const blurred = (plane: Float64Array): Float64Array => {
    const wide = new Float64Array(height * columns);
    for (let i = 0; i < wide.length; i++) {
      const start = Math.floor(i / columns) * width + (i % columns);
      for (let x = 0; x < across.length; x++) wide[i]! += across[x]! * plane[start + x]!;
    }
    const both = new Float64Array(rows * columns);
    for (let i = 0; i < both.length; i++) for (let y = 0; y < down.length; y++) both[i]! += down[y]! * wide[i + y * columns]!;
    return both;
  };
  const similarity = (image: number, channel: number): number => {
    const planeOf = (values: ArrayLike<number>) =>
      Float64Array.from({ length: size }, (_, pixel) => values[(image * size + pixel) * channels + channel]!);
    const product = (one: Float64Array, other: Float64Array) => one.map((value, pixel) => value * other[pixel]!);
    const [x, y] = [planeOf(a), planeOf(b)];
    const [mx, my] = [blurred(x), blurred(y)];
    const [xx, yy, xy] = [blurred(product(x, x)), blurred(product(y, y)), blurred(product(x, y))];
    const [c1, c2] = [K1 ** 2, K2 ** 2];
    const places = mx.map((m, i) => {
      const [vx, vy, v] = [xx[i]! - m ** 2, yy[i]! - my[i]! ** 2, xy[i]! - m * my[i]!];
      return ((2 * m * my[i]! + c1) * (2 * v + c2)) / ((m ** 2 + my[i]! ** 2 + c1) * (vx + vy + c2));
    });
    return mean(places);
  };
  return Float64Array.from({ length: n }, (_, image) =>
    mean(Array.from({ length: channels }, (_, channel) => similarity(image, channel))),
  );
}
