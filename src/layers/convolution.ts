import { add, conv, convTranspose, expand, gemm, reshape, type Tensor, transpose, withGradient } from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import { padsOf, patches, unpatch, type Windows } from "./windows.ts";

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
  const filters = kernel.shape[3]!;
  return reshape(gemm(patches(x, windows), asMatrix(kernel), bias), [x.shape[0]!, ...windows.count, filters]);
}

/** The adjoint of a convolution, whose windows lie on the result: images times kernel [height, width, out, in], plus bias [out]. */
export function convolveTransposed(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows): Tensor {
  const filters = kernel.shape[2] as number;
  const pixels = reshape(x, [productOf(x.shape.slice(0, 3)), x.shape[3]!]);
  const spread = () => {
    const rows = gemm(pixels, asMatrix(kernel), undefined, { transposeB: true });
    return unpatch(rows, windows, x.shape[0]!, filters);
  };
  const toOne = () =>
    withGradient(transposedByOperator(x, kernel, windows), [x, kernel], (dy) => {
      const columns = patches(dy, windows);
      const kernelGradient = gemm(columns, pixels, undefined, { transposeA: true });
      return [reshape(gemm(columns, asMatrix(kernel)), x.shape), reshape(kernelGradient, kernel.shape)];
    });
  return plusBias(filters === 1 ? toOne() : spread(), bias);
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
