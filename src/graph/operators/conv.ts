import { ShapeError } from "../../core/errors.ts";
import { type Dim, expectRank, node, sameDim, showShape, staticShape, type Tensor } from "../tensor.ts";
import { reduceSum } from "./reduce-sum.ts";
import { slice } from "./slice.ts";
import { transpose } from "./transpose.ts";

/** Strides, and zeros put around: [top, left, bottom, right], of images [batch, channels, height, width]. */
export interface ConvOptions {
  readonly strides?: readonly [number, number];
  readonly pads?: readonly [number, number, number, number];
  readonly dilations?: readonly [number, number];
}

/** Convolution (cross-correlation) of images [n, in, h, w] with kernels [out, in, kh, kw], plus bias [out]. */
export function conv(x: Tensor, kernels: Tensor, options: ConvOptions & { bias?: Tensor } = {}): Tensor {
  const { strides = [1, 1], pads = [0, 0, 0, 0], dilations = [1, 1], bias } = options;
  const { h, w, kh, kw } = sizesOf("Conv", x, kernels, kernels.shape[1]);
  const along = (size: number, k: number, i: 0 | 1) => {
    const length = Math.floor((size + pads[i] + pads[i + 2]! - dilations[i] * (k - 1) - 1) / strides[i]) + 1;
    if (length < 1) throw new ShapeError(`Conv: kernels ${showShape(kernels.shape)} leave nothing of ${showShape(x.shape)}.`);
    return length;
  };
  return node("Conv", {
    inputs: bias ? [x, kernels, bias] : [x, kernels],
    shape: [x.shape[0]!, kernels.shape[0]!, along(h, kh, 0), along(w, kw, 1)],
    attributes: {
      kernel_shape: { ints: [kh, kw] },
      strides: { ints: strides },
      pads: { ints: pads },
      dilations: { ints: dilations },
    },
    gradient: (dy) => [
      convTransposeTo(dy, kernels, x, { strides, pads, dilations }),
      kernelGradient(x, dy, kernels, { strides, pads, dilations }),
      bias && reduceSum(dy, [0, 2, 3]),
    ],
  });
}

/** The adjoint of `conv`: images [n, in, h, w] with kernels [in, out, kh, kw] → [n, out, …]; strides enlarge. */
export function convTranspose(
  x: Tensor,
  kernels: Tensor,
  options: ConvOptions & { outputPadding?: readonly [number, number] } = {},
): Tensor {
  const { strides = [1, 1], pads = [0, 0, 0, 0], dilations = [1, 1], outputPadding = [0, 0] } = options;
  const { h, w, kh, kw } = sizesOf("ConvTranspose", x, kernels, kernels.shape[0]);
  const along = (size: number, k: number, i: 0 | 1) => {
    const length = strides[i] * (size - 1) + dilations[i] * (k - 1) + 1 - pads[i] - pads[i + 2]! + outputPadding[i];
    if (length < 1) throw new ShapeError(`ConvTranspose: pads ${pads.join(", ")} leave nothing of ${showShape(x.shape)}.`);
    return length;
  };
  const shape = [x.shape[0]!, kernels.shape[1]!, along(h, kh, 0), along(w, kw, 1)];
  return node("ConvTranspose", {
    inputs: [x, kernels],
    shape,
    attributes: {
      kernel_shape: { ints: [kh, kw] },
      strides: { ints: strides },
      pads: { ints: pads },
      output_padding: { ints: outputPadding },
      dilations: { ints: dilations },
    },
    gradient: (dy) => [
      conv(dy, kernels, { strides, pads, dilations }),
      kernelGradient(dy, x, kernels, { strides, pads, dilations }),
    ],
  });
}

/** Height and width of images and of kernels. @throws ShapeError where they aren't known, or the images don't have as many channels as the kernels take. */
function sizesOf(op: string, x: Tensor, kernels: Tensor, channels: Dim | undefined) {
  for (const operand of [x, kernels]) expectRank(op, operand, 4);
  if (!sameDim(x.shape[1], channels))
    throw new ShapeError(`${op}: ${showShape(x.shape)} and kernels ${showShape(kernels.shape)} differ in channels.`);
  const [h, w] = staticShape(x.shape.slice(2), op) as [number, number];
  const [kh, kw] = staticShape(kernels.shape.slice(2), op) as [number, number];
  return { h, w, kh, kw };
}

type Placement = Required<ConvOptions>;

/** The transposed convolution whose result has the shape of `target`: what its strides left out comes back as padding. */
function convTransposeTo(dy: Tensor, kernels: Tensor, target: Tensor, { strides, pads, dilations }: Placement): Tensor {
  const missing = (i: 0 | 1) => {
    const [size, k, wanted] = [dy.shape[i + 2], kernels.shape[i + 2], target.shape[i + 2]] as [number, number, number];
    return wanted - (strides[i] * (size - 1) + dilations[i] * (k - 1) + 1 - pads[i] - pads[i + 2]!);
  };
  return convTranspose(dy, kernels, { strides, pads, dilations, outputPadding: [missing(0), missing(1)] });
}

/** d loss / d kernels: the input, channels as batch, convolved with the output's gradient as kernels: strides and dilations change places. */
function kernelGradient(x: Tensor, dy: Tensor, kernels: Tensor, { strides, pads, dilations }: Placement): Tensor {
  const swapped = [1, 0, 2, 3];
  const whole = conv(transpose(x, swapped), transpose(dy, swapped), { pads, strides: dilations, dilations: strides });
  const [kh, kw] = [kernels.shape[2] as number, kernels.shape[3] as number];
  return transpose(slice(slice(whole, 2, 0, kh), 3, 0, kw), swapped);
}
