import {
  add,
  concat,
  conv,
  convTranspose,
  expand,
  gemm,
  madeByPixels,
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
 * Convolutions of images [n, height, width, channels], in Keras's layout, in two forms that give the same numbers.
 *
 * A step of training takes patches times kernel, a `Gather` and a `Gemm`; the patches serve the kernel's gradient again. Batch 32, 2 threads,
 * the native operator's time (transposes included) behind: 16 → 32 at 14 x 14 215 µs (333), 32 → 64 at 7 x 7 154 µs (482); transposed
 * 64 → 32 at 3 x 3 74 µs (229), 32 → 16 at 7 x 7 108 µs (221). A transposed convolution to one channel is the exception: 272 µs (82).
 * Inference takes the standard operators, which every ONNX Runtime knows and lays out anew for weights that it knows.
 */

/** Images times kernel [height, width, in, out], plus bias [out]. */
export function convolve(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  const images = reshape(sums(x, kernel, bias, windows), [x.shape[0]!, ...windows.count, kernel.shape[3]!]);
  // Of one channel it takes ONNX's operators, which make all windows, row by row.
  return x.shape[3] === 1 ? images : madeByPixels(images, (order) => sums(x, kernel, bias, { ...windows, order }));
}

/** What comes of each window, in their order: [n, windows, out]. */
function sums(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  const under = patches(x, windows, bias !== undefined);
  const y = reshape(under.times(asMatrix(kernel), bias), [x.shape[0]!, countOf(windows), kernel.shape[3]!]);
  return withGradient(y, bias ? [x, kernel, bias] : [x, kernel], (dy) => {
    const back = under.gradients(pixels(dy));
    return [spread(dy, kernel, windows), reshape(back.matrix, kernel.shape), bias && back.bias];
  });
}

/** The adjoint of a convolution, whose windows lie on the result: images times kernel [height, width, out, in], plus bias [out]. */
export const convolveTransposed = (x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor =>
  plusBias(spread(pixelsOf(x), kernel, windows), bias);

/** The adjoint of `sums`: [n, windows, out] → [n, …windows.image, in]. */
function spread(x: Tensor, kernel: Tensor, windows: Windows): Tensor {
  return withGradient(spreading(kernel, windows)(x, kernel, windows), [x, kernel], (dy) => {
    const under = patches(dy, windows);
    return [reshape(under.times(asMatrix(kernel)), x.shape), reshape(under.gradients(pixels(x)).matrix, kernel.shape)];
  });
}

/** The fastest way: `Gemm` makes at least 16 columns at a time, however few are wanted. */
function spreading({ shape: [, , channels] }: Tensor, { strides }: Windows): typeof spreadByPicks {
  if (channels === 1) return spreadByOperator;
  return (channels as number) >= 16 && strides.every((stride) => stride === 1) ? spreadByPatches : spreadByPicks;
}

/** Of windows that lie one pixel apart it is a convolution itself, by the kernel turned half round. 32 → 16 at 14 x 14 takes 970 µs, by picks 1,400. */
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

/** Each window's product with the kernel, and each pixel's sum of what the windows over it have for it. */
function spreadByPicks(x: Tensor, kernel: Tensor, windows: Windows): Tensor {
  const [n, count, channels] = [x.shape[0]!, countOf(windows), kernel.shape[2]!];
  const under = pixelsUnder(windows).flat();
  // A window of zeros more, whose product is zero: where no window is over a pixel, that is what there is to pick.
  const rows = pad(x, [0, 0, 0], [0, 1, 0]);
  const products = gemm(pixels(rows), asMatrix(kernel), undefined, { transposeB: true });
  const slots = reshape(products, [n, under.length + under.length / count, channels]);
  return reshape(unpick(slots, under, windows.image[0] * windows.image[1], under.length), [n, ...windows.image, channels]);
}

/** To one channel, of all windows row by row. */
const spreadByOperator = (x: Tensor, kernel: Tensor, windows: Windows): Tensor =>
  transposedByOperator(reshape(x, [x.shape[0]!, ...windows.count, x.shape[2]!]), kernel, windows);

/** As `convolve`, by the standard operator, which takes channels in groups too. */
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

/** As `convolve`, of channels in equal groups, each of which has its own part of the filters: kernel [height, width, in / groups, out]. */
export function convolveInGroups(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows, groups: number): Tensor {
  const part = (t: Tensor, group: number) => {
    const [axis, size] = [t.shape.length - 1, (t.shape.at(-1) as number) / groups];
    return slice(t, axis, group * size, (group + 1) * size);
  };
  const ofGroup = (group: number) => convolve(part(x, group), part(kernel, group), bias && part(bias, group), windows);
  return concat(range(groups).map(ofGroup), 3);
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

/** Images [n, h, w, c], or pixels [n, pixels, c], as rows [n · pixels, c]. */
const pixels = (x: Tensor): Tensor => reshape(x, [productOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);

/** Kernel [height, width, a, b] → [height · width · a, b]. */
const asMatrix = (kernel: Tensor): Tensor => reshape(kernel, [productOf(kernel.shape.slice(0, 3)), kernel.shape[3]!]);

/** Adds to rows of pixels what a row of bias repeated is: adding 16 numbers to each of 25,088 pixels took 340 µs, this 60. */
function plusBias(x: Tensor, bias: Tensor | undefined): Tensor {
  if (!bias) return x;
  const [n, h, w, c] = x.shape;
  const width = productOf([w!, c!]);
  const row = reshape(expand(bias, [w!, c!]), [width]);
  return reshape(add(reshape(x, [productOf([n!, h!]), width]), row), x.shape);
}
