import {
  add,
  conv,
  convTranspose,
  expand,
  gemm,
  NOWHERE,
  pad,
  pick,
  reshape,
  slice,
  sumTo,
  type Tensor,
  transpose,
  unpick,
  withGradient,
} from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import { padsOf, patches, pixelsUnder, range, type Windows } from "./windows.ts";

/*
 * Convolutions of images [n, height, width, channels], in Keras's layout, in two forms that give the same numbers.
 *
 * A step of training takes patches times kernel, a `Gather` and a `Gemm`; the patches serve the kernel's gradient again. Batch 32, 2 threads,
 * the native operator's time (transposes included) behind: 16 → 32 at 14 x 14 215 µs (333), 32 → 64 at 7 x 7 154 µs (482); transposed
 * 64 → 32 at 3 x 3 74 µs (229), 32 → 16 at 7 x 7 108 µs (221). A transposed convolution to one channel is the exception: 272 µs (82).
 * Inference takes the standard operators, which every ONNX Runtime knows and lays out anew for weights that it knows.
 */

/** Images times kernel [height, width, in, out], plus bias [out]. */
export function convolve(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  if (x.shape[3] === 1 && windows.strides[1] === 1 && windows.count[1] % BLOCK === 0)
    return convolveGrey(x, kernel, bias, windows);
  return product(x, kernel, bias, windows);
}

/** The adjoint of a convolution, whose windows lie on the result: images times kernel [height, width, out, in], plus bias [out]. */
export const convolveTransposed = (x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor =>
  plusBias(spread(x, kernel, windows), bias);

/** What is under each window, times the kernel: [n, …windows.image, in] → [n, …windows.count, out]. */
function product(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  const columns = patches(x, windows);
  const y = reshape(gemm(columns, asMatrix(kernel), bias), [x.shape[0]!, ...windows.count, kernel.shape[3]!]);
  return withGradient(y, bias ? [x, kernel, bias] : [x, kernel], (dy) => [
    spread(dy, kernel, windows),
    kernelGradient(columns, pixels(dy), kernel),
    bias && sumTo(pixels(dy), bias.shape),
  ]);
}

/** The adjoint of `product`: [n, …windows.count, out] → [n, …windows.image, in]. */
function spread(x: Tensor, kernel: Tensor, windows: Windows): Tensor {
  return withGradient(spreading(kernel, windows)(x, kernel, windows), [x, kernel], (dy) => {
    const columns = patches(dy, windows);
    return [reshape(gemm(columns, asMatrix(kernel)), x.shape), kernelGradient(columns, pixels(x), kernel)];
  });
}

/**
 * What is under the windows, turned, times what comes back to them, as one product for all of the batch. `Gemm` turns its first factor, so that is
 * the narrower one: 6,272 x 144 and 32 took 950 µs for 1,450. The axis more keeps ONNX Runtime from putting it the other way round again.
 */
function kernelGradient(columns: Tensor, back: Tensor, { shape }: Tensor): Tensor {
  const [taps, filters] = [columns.shape[1]!, back.shape[1]!];
  if (taps <= filters) return reshape(gemm(columns, back, undefined, { transposeA: true }), shape);
  const turned = reshape(gemm(back, columns, undefined, { transposeA: true }), [1, filters, taps]);
  return reshape(transpose(turned, [0, 2, 1]), shape);
}

/** The fastest way: `Gemm` makes at least 16 columns at a time, however few are wanted. */
function spreading({ shape: [, , channels] }: Tensor, { strides }: Windows): typeof spreadByPicks {
  if (channels === 1) return transposedByOperator;
  return (channels as number) >= 16 && strides.every((stride) => stride === 1) ? spreadByPatches : spreadByPicks;
}

/** Of windows that lie one pixel apart it is a convolution itself, by the kernel turned half round. 32 → 16 at 14 x 14 takes 970 µs, by picks 1,400. */
function spreadByPatches(x: Tensor, kernel: Tensor, { image, size, strides, before, count }: Windows): Tensor {
  const [h, w, channels, filters] = kernel.shape as readonly [number, number, number, number];
  const around = [size[0] - 1 - before[0], size[1] - 1 - before[1]] as const;
  const taps = pick(reshape(kernel, [1, h * w, channels * filters]), range(h * w).toReversed());
  const turned = transpose(reshape(taps, [h * w, channels, filters]), [0, 2, 1]);
  const columns = patches(x, { image: count, size, strides, before: around, count: image });
  return reshape(gemm(columns, reshape(turned, [h * w * filters, channels])), [x.shape[0]!, ...image, channels]);
}

/** Each window's product with the kernel, and each pixel's sum of what the windows over it have for it. */
function spreadByPicks(x: Tensor, kernel: Tensor, windows: Windows): Tensor {
  const [n, filters, channels] = [x.shape[0]!, kernel.shape[3]!, kernel.shape[2]!];
  const under = pixelsUnder(windows).flat();
  const count = windows.count[0] * windows.count[1];
  // A window of zeros more, whose product is zero: where no window is over a pixel, that is what there is to pick.
  const rows = pad(reshape(x, [n, count, filters]), [0, 0, 0], [0, 1, 0]);
  const products = gemm(pixels(rows), asMatrix(kernel), undefined, { transposeB: true });
  const slots = reshape(products, [n, under.length + under.length / count, channels]);
  return reshape(unpick(slots, under, windows.image[0] * windows.image[1], under.length), [n, ...windows.image, channels]);
}

/** So many pixels of a row are convolved at once. */
const BLOCK = 4;

/**
 * `product` of images of one channel: a row of pixels is taken as a quarter as many of four channels, and the kernel as one from four to four
 * times as many filters. So a gather copies four numbers at a time, not one: 28 x 28 to 16 filters and back took 205 µs in place of 455.
 */
function convolveGrey(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  const [h, w, , filters] = kernel.shape as readonly [number, number, number, number];
  const [n, height, width] = x.shape as readonly [Tensor["shape"][number], number, number];
  const blocks = windows.count[1] / BLOCK;
  const reach = Math.ceil((BLOCK - 1 + w) / BLOCK);
  const wide = BLOCK * (blocks - 1 + reach);
  const left = windows.before[1];
  const right = Math.max(0, wide - left - width);
  const padded = pad(reshape(x, [n, height, width]), [0, 0, left], [0, 0, right]);
  const cut = left + width + right > wide ? slice(padded, 2, 0, wide) : padded;
  const columns = patches(reshape(cut, [n, height, wide / BLOCK, BLOCK]), {
    image: [height, wide / BLOCK],
    size: [h, reach],
    strides: [windows.strides[0], 1],
    before: [windows.before[0], 0],
    count: [windows.count[0], blocks],
  });
  const places = range(h * reach * BLOCK).flatMap((row) =>
    range(BLOCK).map((at) => {
      const [ky, kx] = [Math.floor(row / (reach * BLOCK)), (row % (reach * BLOCK)) - at];
      return kx >= 0 && kx < w ? ky * w + kx : NOWHERE;
    }),
  );
  const matrix = reshape(pick(reshape(kernel, [1, h * w, filters]), places), [h * reach * BLOCK, BLOCK * filters]);
  const row = bias && reshape(expand(bias, [BLOCK, filters]), [BLOCK * filters]);
  return reshape(gemm(columns, matrix, row), [n, ...windows.count, filters]);
}

/** As `convolve`, by the standard operator. */
export function standardConvolution(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  return plusBias(channelsLast(conv(channelsFirst(x), transpose(kernel, [3, 2, 0, 1]), placement(windows))), bias);
}

/** As `convolveTransposed`, by the standard operator. */
export function standardConvolutionTransposed(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  return plusBias(transposedByOperator(x, kernel, windows), bias);
}

function transposedByOperator(x: Tensor, kernel: Tensor, windows: Windows): Tensor {
  const left = padsOf(windows).slice(2);
  const outputPadding = left.map((pad) => Math.max(0, -pad)) as [number, number];
  const options = { ...placement(windows), outputPadding };
  return channelsLast(convTranspose(channelsFirst(x), transpose(kernel, [3, 2, 0, 1]), options));
}

/** Images [n, h, w, c] as rows [n · h · w, c]. */
const pixels = (x: Tensor): Tensor => reshape(x, [productOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);

/** Kernel [height, width, a, b] → [height · width · a, b]. */
const asMatrix = (kernel: Tensor): Tensor => reshape(kernel, [productOf(kernel.shape.slice(0, 3)), kernel.shape[3]!]);

const placement = (windows: Windows) => {
  const [top, left, bottom, right] = padsOf(windows).map((pad) => Math.max(0, pad)) as [number, number, number, number];
  return { strides: windows.strides, pads: [top, left, bottom, right] as const };
};

/** Adds to rows of pixels what a row of bias repeated is: adding 16 numbers to each of 25,088 pixels took 340 µs, this 60. */
function plusBias(x: Tensor, bias: Tensor | undefined): Tensor {
  if (!bias) return x;
  const [n, h, w, c] = x.shape;
  const width = productOf([w!, c!]);
  const row = reshape(expand(bias, [w!, c!]), [width]);
  return reshape(add(reshape(x, [productOf([n!, h!]), width]), row), x.shape);
}

/** [n, h, w, c] → [n, c, h, w]: how ONNX's operators take images. One channel is no copy. */
export function channelsFirst(x: Tensor): Tensor {
  const [n, h, w, c] = x.shape;
  return c === 1 ? reshape(x, [n!, 1, h!, w!]) : transpose(x, [0, 3, 1, 2]);
}

/** The way back from `channelsFirst`. */
export function channelsLast(x: Tensor): Tensor {
  const [n, c, h, w] = x.shape;
  return c === 1 ? reshape(x, [n!, h!, w!, 1]) : transpose(x, [0, 2, 3, 1]);
}
