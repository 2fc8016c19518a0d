import {
  add,
  concat,
  conv,
  convTranspose,
  expand,
  gemm,
  madeByPixels,
  madeInBlocks,
  pad,
  pick,
  reshape,
  slice,
  type Tensor,
  transpose,
  unpick,
  withGradient,
} from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import { areLarge, convolveBlocks, convolveLarge, spreadLarge } from "./large-convolution.ts";
import { gathered, patches } from "./patches.ts";
import {
  channelsFirst,
  channelsLast,
  countOf,
  padsOf,
  pixelsOf,
  pixelsUnder,
  placement,
  range,
  type Windows,
} from "./windows.ts";

/*
 * Convolutions of images [n, height, width, channels], in Keras's layout, in two forms that compute the same numbers.
 *
 * A training step multiplies patches with the kernel: a `Gather` and a `Gemm`. The gradient of the kernel uses the same patches.
 * Times for batch 32 and 2 threads, with the time of the native operator, including transposes, in brackets: 16 → 32 at 14 x 14
 * 215 µs (333), 32 → 64 at 7 x 7 154 µs (482); transposed 64 → 32 at 3 x 3 74 µs (229), 32 → 16 at 7 x 7 108 µs (221). A transposed
 * convolution to one channel is the exception: 272 µs (82). Inference uses the standard operators. Every ONNX Runtime knows them, and
 * optimises the layout of weights that are constant.
 */

/** Images with fewer channels than this are usually a model's input, which needs no gradient. */
const FEW = 16;

/** Convolves images with a kernel [height, width, in, out], plus a bias [out]. */
export function convolve(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  const channels = x.shape[3] as number;
  if (areLarge(windows, channels)) {
    const y = convolveLarge(x, kernel, bias, windows);
    if (channels >= FEW || windows.dilations) return y;
    return madeInBlocks(y, (block) => convolveBlocks(x, kernel, bias, windows, block));
  }
  const images = reshape(sums(x, kernel, bias, windows), [x.shape[0]!, ...windows.count, kernel.shape[3]!]);
  // With one channel, it uses ONNX's operators, which compute all windows row by row.
  return x.shape[3] === 1 ? images : madeByPixels(images, (order) => sums(x, kernel, bias, { ...windows, order }));
}

/** Computes the output of each window, in their order: [n, windows, out]. */
function sums(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  const under = patches(x, windows, bias !== undefined);
  const y = reshape(under.times(asMatrix(kernel), bias), [x.shape[0]!, countOf(windows), kernel.shape[3]!]);
  return withGradient(y, bias ? [x, kernel, bias] : [x, kernel], (dy) => {
    const back = under.gradients(pixels(dy));
    return [spread(dy, kernel, windows), reshape(back.matrix, kernel.shape), bias && back.bias];
  });
}

/**
 * Computes the adjoint of a convolution whose windows lie on the result: images with a kernel [height, width, out, in], plus
 * a bias [out].
 */
export const convolveTransposed = (x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor =>
  plusBias(
    areLarge(windows, kernel.shape[2] as number) ? spreadLarge(x, kernel, windows) : spread(pixelsOf(x), kernel, windows),
    bias,
  );

/** Computes the adjoint of `sums`: [n, windows, out] → [n, …windows.image, in]. */
function spread(x: Tensor, kernel: Tensor, windows: Windows): Tensor {
  return withGradient(spreading(kernel, windows)(x, kernel, windows), [x, kernel], (dy) => {
    const under = patches(dy, windows);
    return [reshape(under.times(asMatrix(kernel)), x.shape), reshape(under.gradients(pixels(x)).matrix, kernel.shape)];
  });
}

/** Chooses the fastest way. `Gemm` always computes at least 16 columns at a time, even if fewer are needed. */
function spreading({ shape: [, , channels] }: Tensor, { strides }: Windows): typeof spreadByPicks {
  if (channels === 1) return spreadByOperator;
  return (channels as number) >= 16 && strides.every((stride) => stride === 1) ? spreadByPatches : spreadByPicks;
}

/**
 * If windows are one pixel apart, the adjoint is itself a convolution, with the kernel rotated by 180 degrees. For 32 → 16
 * at 14 x 14 it takes 970 µs; with picks it takes 1,400 µs.
 */
function spreadByPatches(x: Tensor, kernel: Tensor, windows: Windows): Tensor {
  const { image, size, dilations = [1, 1], before, count, order } = windows;
  const [h, w, channels, filters] = kernel.shape as readonly [number, number, number, number];
  const around = [(size[0] - 1) * dilations[0] - before[0], (size[1] - 1) * dilations[1] - before[1]] as const;
  const taps = pick(reshape(kernel, [1, h * w, channels * filters]), range(h * w).toReversed());
  const turned = transpose(reshape(taps, [h * w, channels, filters]), [0, 2, 1]);
  const over = pixelsUnder({ ...windows, order: undefined, image: count, before: around, count: image });
  const under = gathered(x, order ? over.map((windows) => windows.map((window) => order.indexOf(window))) : over);
  return reshape(under.times(reshape(turned, [h * w * filters, channels])), [x.shape[0]!, ...image, channels]);
}

/** Multiplies each window with the kernel. Each pixel is then the sum of the products of the windows that cover it. */
function spreadByPicks(x: Tensor, kernel: Tensor, windows: Windows): Tensor {
  const [n, count, channels] = [x.shape[0]!, countOf(windows), kernel.shape[2]!];
  const under = pixelsUnder(windows).flat();
  // An extra window of zeros has a product of zero. It is picked for pixels that no window covers.
  const rows = pad(x, [0, 0, 0], [0, 1, 0]);
  const products = gemm(pixels(rows), asMatrix(kernel), undefined, { transposeB: true });
  const slots = reshape(products, [n, under.length + under.length / count, channels]);
  return reshape(unpick(slots, under, windows.image[0] * windows.image[1], under.length), [n, ...windows.image, channels]);
}

/** Computes the adjoint for one channel and all windows, row by row. */
const spreadByOperator = (x: Tensor, kernel: Tensor, windows: Windows): Tensor =>
  transposedByOperator(reshape(x, [x.shape[0]!, ...windows.count, x.shape[2]!]), kernel, windows);

/** Computes the same as `convolve` with the standard operator, which also accepts groups of channels. */
export function standardConvolution(
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  windows: Windows,
  groups?: number,
): Tensor {
  const options = { ...placement(windows), ...(bias && { bias }), ...(groups && { groups }) };
  return channelsLast(conv(channelsFirst(x), transpose(kernel, [3, 2, 0, 1]), options));
}

/**
 * Computes the same as `convolve` for equal groups of channels, each with its own filters: kernel [height, width, in /
 * groups, out].
 */
export function convolveInGroups(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows, groups: number): Tensor {
  const part = (t: Tensor, group: number) => {
    const [axis, size] = [t.shape.length - 1, (t.shape.at(-1) as number) / groups];
    return slice(t, axis, group * size, (group + 1) * size);
  };
  const ofGroup = (group: number) => convolve(part(x, group), part(kernel, group), bias && part(bias, group), windows);
  return concat(range(groups).map(ofGroup), 3);
}

/** Computes the same as `convolveTransposed` with the standard operator. */
export function standardConvolutionTransposed(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  return plusBias(transposedByOperator(x, kernel, windows), bias);
}

function transposedByOperator(x: Tensor, kernel: Tensor, windows: Windows): Tensor {
  const left = padsOf(windows).slice(2);
  const outputPadding = left.map((pad) => Math.max(0, -pad)) as [number, number];
  const options = { ...placement(windows), outputPadding };
  return channelsLast(convTranspose(channelsFirst(x), transpose(kernel, [3, 2, 0, 1]), options));
}

/** Reshapes images [n, h, w, c] or pixels [n, pixels, c] to rows [n · pixels, c]. */
const pixels = (x: Tensor): Tensor => reshape(x, [productOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);

/** Reshapes a kernel [height, width, a, b] to [height · width · a, b]. */
const asMatrix = (kernel: Tensor): Tensor => reshape(kernel, [productOf(kernel.shape.slice(0, 3)), kernel.shape[3]!]);

/**
 * Adds the bias, repeated for a whole row of pixels, to each row. To add 16 numbers to each of 25,088 pixels takes 60 µs
 * this way, and 340 µs pixel by pixel.
 */
function plusBias(x: Tensor, bias: Tensor | undefined): Tensor {
  if (!bias) return x;
  const [n, h, w, c] = x.shape;
  const width = productOf([w!, c!]);
  const row = reshape(expand(bias, [w!, c!]), [width]);
  return reshape(add(reshape(x, [productOf([n!, h!]), width]), row), x.shape);
}
