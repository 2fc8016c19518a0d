import { add, conv, expand, gemm, mul, pick, reduceSum, reshape, type Tensor, transpose } from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import { channelsFirst, channelsLast, countOf, pixelsOf, pixelsUnder, placement, type Windows } from "./windows.ts";

/**
 * Convolves each channel of images [n, h, w, c] with its own filters, kernel [height, width, c, multiplier], plus bias [c ·
 * multiplier]. Returns [n, windows down, windows across, c · multiplier], ordered by channel.
 */
export const depthwise = (x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows, training: boolean): Tensor =>
  (training ? lowered : standard)(x, kernel, bias, windows);

/**
 * Computes the form for training: the pixels under each window times the kernel, element by element. Both are rows, so that
 * the gradient of the kernel is a sum of rows.
 */
function lowered(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  const [h, w, channels, multiplier] = kernel.shape as readonly [number, number, number, number];
  const [taps, wide] = [h * w, channels * multiplier];
  const rows = productOf([x.shape[0]!, countOf(windows)]);
  const under = reshape(pick(pixelsOf(x), pixelsUnder(windows).flat()), [rows, taps * channels, 1]);
  const repeated = reshape(expand(under, [rows, taps * channels, multiplier]), [rows, taps * wide]);
  const products = mul(repeated, reshape(kernel, [taps * wide]));
  const sums = reduceSum(reshape(products, [rows, taps, wide]), [1]);
  return reshape(bias ? add(sums, bias) : sums, [x.shape[0]!, ...windows.count, wide]);
}

/** Computes the form for use: ONNX's own operator, with each channel as a group. */
function standard(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  const [h, w, channels, multiplier] = kernel.shape as readonly [number, number, number, number];
  const kernels = reshape(transpose(kernel, [2, 3, 0, 1]), [channels * multiplier, 1, h, w]);
  return channelsLast(conv(channelsFirst(x), kernels, { ...placement(windows), ...(bias && { bias }), groups: channels }));
}

/** Multiplies the channels of each pixel with a kernel [1, 1, in, out], plus bias [out]. */
export function pointwise(x: Tensor, kernel: Tensor, bias: Tensor | undefined): Tensor {
  const [n, h, w, channels] = x.shape;
  const [, , inputs, outputs] = kernel.shape;
  const rows = reshape(x, [productOf([n!, h!, w!]), channels!]);
  return reshape(gemm(rows, reshape(kernel, [inputs!, outputs!]), bias), [n!, h!, w!, outputs!]);
}
