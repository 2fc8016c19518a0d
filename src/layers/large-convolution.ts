import {
  batchedMatmul,
  concat,
  conv,
  crop,
  expand,
  pad,
  reduceSum,
  reshape,
  reverse,
  type Tensor,
  transpose,
  withGradient,
} from "../graph/index.ts";
import { type Dim, productOf } from "../graph/tensor.ts";
import { channelsFirst, channelsLast, type Pair, padsOf, placement, range, type Windows } from "./windows.ts";

/*
 * Convolutions of large images for training. ONNX's operators convolve, because they read the pixels under a few windows at a time.
 * Patches of all windows (`patches.ts`) don't fit into the cache, and are written to memory and read from there.
 *
 * All windows are one pixel apart here, so that the way back is a convolution too. With strides, patches are as fast: they are fewer.
 */

/** Bytes of an image's patches from which ONNX's operators are faster. 32 such images have 4 MiB of patches. */
const LARGE = 2 ** 17;

/** Number of windows in a row from which copying rows takes less time than a `Gather`, which uses all threads. */
const LONG = 16;

/** Number of channels that a `Gather` copies in about the time of one. */
const TOGETHER = 16;

/**
 * Returns whether ONNX's operators convolve these windows faster than products of patches.
 * @param channels - number of channels of the images that the windows lie on.
 */
export function areLarge({ size, strides, count }: Windows, channels: number): boolean {
  const copied = channels === 1 ? 1 : Math.max(channels, TOGETHER);
  const bytes = size[0] * size[1] * count[0] * count[1] * copied * Float32Array.BYTES_PER_ELEMENT;
  return strides.every((stride) => stride === 1) && count[1] >= LONG && bytes >= LARGE;
}

/** Convolves images [n, h, w, in] with a kernel [height, width, in, out], plus a bias [out]. */
export const convolveLarge = (x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor =>
  channelsLast(convolveFirst(channelsFirst(x), kernel, bias, windows));

/** Computes the adjoint of a convolution: [n, …windows.count, in] and a kernel [h, w, out, in] → [n, …windows.image, out]. */
export const spreadLarge = (x: Tensor, kernel: Tensor, windows: Windows): Tensor =>
  channelsLast(spreadFirst(channelsFirst(x), kernel, windows));

/**
 * Convolves images in blocks of pixels side by side, as pooling needs them: [n, pixels of a block · out, blocks down, blocks across].
 * There is a kernel for each pixel of a block. A block of the images, for example of 2 x 2 pixels, is one pixel with four times as many
 * channels.
 */
export function convolveBlocks(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows, block: Pair): Tensor {
  const { size, count } = windows;
  const taps = both((i) => Math.ceil((size[i] + block[i] - 1) / block[i]));
  const blocks = both((i) => Math.floor(count[i] / block[i]));
  const image = both((i) => blocks[i] + taps[i] - 1);
  const places = range(block[0]).flatMap((down) => range(block[1]).map((across) => [down, across] as const));
  const [, , channels, filters] = kernel.shape as readonly [number, number, number, number];
  const kernels = places.map(([down, across]) => {
    const whole = both((i) => taps[i] * block[i]);
    const after = [whole[0] - size[0] - down, whole[1] - size[1] - across];
    const padded = reshape(pad(kernel, [down, across, 0, 0], [...after, 0, 0]), [1, ...whole, channels * filters]);
    return reshape(inBlocks(padded, block), [...taps, block[0] * block[1] * channels, filters]);
  });
  const pixels = inBlocks(around(x, windows, image, block), block);
  const biases = bias && reshape(expand(bias, [places.length, filters]), [places.length * filters]);
  const inside: Windows = { image, size: taps, strides: [1, 1], before: [0, 0], count: blocks };
  return convolveFirst(channelsFirst(pixels), concat(kernels, 3), biases, inside);
}

/** Convolves images [n, in, h, w] with windows one pixel apart: [n, out, …windows.count]. */
function convolveFirst(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  const y = forward(x, kernel, bias, windows);
  return withGradient(y, bias ? [x, kernel, bias] : [x, kernel], (dy) => [
    backward(dy, kernel, windows),
    kernelGradient(x, dy, windows),
    // One sum over three axes takes many times as long.
    bias && reduceSum(reduceSum(dy, [2, 3]), 0),
  ]);
}

/** Computes the adjoint of `convolveFirst`. */
const spreadFirst = (x: Tensor, kernel: Tensor, windows: Windows): Tensor =>
  withGradient(backward(x, kernel, windows), [x, kernel], (dy) => [
    forward(dy, kernel, undefined, windows),
    kernelGradient(dy, x, windows),
  ]);

const forward = (x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor =>
  conv(x, transpose(kernel, [3, 2, 0, 1]), { ...placement(windows), ...(bias && { bias }) });

/** Convolves with the kernel rotated by 180 degrees. */
function backward(x: Tensor, kernel: Tensor, windows: Windows): Tensor {
  const { size, dilations = [1, 1] } = windows;
  const pads = padsOf(windows).map((zeros, i) => (size[i % 2]! - 1) * dilations[i % 2]! - zeros);
  return conv(x, transpose(reverse(reverse(kernel, 0), 1), [2, 3, 0, 1]), { pads, dilations });
}

/** Least number of rows of a product that is worth its time. */
const ROWS = 32;

/**
 * Computes the gradient of a kernel [h, w, in, out] tap by tap: a product of the images, moved by that tap, with the gradient.
 * @param x - images [n, in, h, w].
 * @param dy - gradient of the output of each window, [n, out, …windows.count].
 */
function kernelGradient(x: Tensor, dy: Tensor, windows: Windows): Tensor {
  const { size, dilations = [1, 1], count } = windows;
  const [n, channels, filters, pixels] = [x.shape[0]!, x.shape[1] as number, dy.shape[1] as number, count[0] * count[1]];
  const [top, left, bottom, right] = padsOf(windows);
  const images = pad(x, [0, 0, top, left], [0, 0, bottom, right]);
  const moved = range(size[0]).flatMap((row) =>
    range(size[1]).map((column) => {
      const [down, across] = [row * dilations[0], column * dilations[1]];
      const part = crop(images, [0, 0, down, across], [undefined, undefined, down + count[0], across + count[1]]);
      return reshape(part, [n, channels, pixels]);
    }),
  );
  const turned = transpose(reshape(dy, [n, filters, pixels]), [0, 2, 1]);
  const together = Math.ceil(ROWS / channels);
  const parts = range(Math.ceil(moved.length / together)).map((part) =>
    batchedMatmul(concat(moved.slice(part * together, (part + 1) * together), 1), turned),
  );
  const whole = reduceSum(reshape(concat(parts, 1), [n, moved.length * channels * filters]), 0);
  return reshape(whole, [...size, channels, filters]);
}

const both = (f: (i: 0 | 1) => number): Pair => [f(0), f(1)];

/** Returns the pixels of images [n, h, w, c] that windows in blocks cover. Those outside of the images are zeros. */
function around(x: Tensor, { image, before }: Windows, blocks: Pair, block: Pair): Tensor {
  const after = both((i) => blocks[i] * block[i] - before[i] - image[i]);
  const ends = both((i) => image[i] + Math.min(0, after[i]));
  const zeros = both((i) => Math.max(0, after[i]));
  return pad(crop(x, [0, 0, 0, 0], [undefined, ...ends, undefined]), [0, ...before, 0], [0, ...zeros, 0]);
}

/** Makes each block of pixels of images [n, h, w, c] one pixel: [n, h / block height, w / block width, pixels of a block · c]. */
function inBlocks(x: Tensor, [down, across]: Pair): Tensor {
  const [n, h, w, c] = x.shape as readonly [Dim, number, number, number];
  const split = reshape(x, [productOf([n, h / down]), down, w / across, across * c]);
  return reshape(transpose(split, [0, 2, 1, 3]), [n, h / down, w / across, down * across * c]);
}
