import { ShapeError } from "../../core/errors.ts";
import { type Dim, expectRank, node, type Shape, sameDim, showShape, staticShape, type Tensor } from "../tensor.ts";
import { concat } from "./concat.ts";
import { reduceSum } from "./reduce-sum.ts";
import { slice } from "./slice.ts";
import { transpose } from "./transpose.ts";

/**
 * The options of a convolution. A list has one number for each axis of the images, [height, width]. Default: 1 for each
 * axis, and padding 0.
 */
export interface ConvOptions {
  readonly strides?: readonly number[];
  /**
   * Number of zeros to add at the borders: [top, left, bottom, right]. For n axes, the first n numbers are those before, the
   * others those after.
   */
  readonly pads?: readonly number[];
  /** Distance between the elements of a kernel along each axis. */
  readonly dilations?: readonly number[];
  /** Number of equal groups of channels. The kernels of a group see only its channels. Default 1. */
  readonly groups?: number;
}

/**
 * Computes a convolution (cross-correlation) of images [n, in, h, w] with kernels [out, in, kh, kw], plus a bias [out]. With
 * `groups` groups, the kernels are [out, in / groups, kh, kw]. Images with one or three axes instead of two are also
 * accepted.
 * @throws ShapeError if the channels don't match, if the result would be empty, or if the lengths aren't known.
 * @example
 * const features = conv(images, kernels, { strides: [2, 2], pads: [1, 1, 1, 1] });
 */
export function conv(x: Tensor, kernels: Tensor, options: ConvOptions & { bias?: Tensor } = {}): Tensor {
  const { bias } = options;
  const { image, size, placed } = sizesOf("Conv", x, kernels, options);
  const { strides, pads, dilations, groups } = placed;
  expectChannels("Conv", x, kernels, times(kernels.shape[1], groups));
  const lengths = image.map((length, i) => {
    const padded = length + pads[i]! + pads[i + image.length]!;
    const count = Math.floor((padded - dilations[i]! * (size[i]! - 1) - 1) / strides[i]!) + 1;
    if (count < 1)
      throw new ShapeError(
        `Conv: kernels ${showShape(kernels.shape)} are larger than ${showShape(x.shape)}. Use smaller kernels or more padding.`,
      );
    return count;
  });
  return node("Conv", {
    inputs: bias ? [x, kernels, bias] : [x, kernels],
    shape: [x.shape[0]!, kernels.shape[0]!, ...lengths],
    attributes: attributesOf(size, placed),
    gradient: (dy) => [
      convTransposeTo(dy, kernels, x, placed),
      kernelGradient(x, dy, kernels, placed),
      bias && reduceSum(dy, [0, ...image.map((_, i) => i + 2)]),
    ],
  });
}

/**
 * Computes a transposed convolution, the adjoint of `conv`: images [n, in, h, w] with kernels [in, out / groups, kh, kw] →
 * [n, out, …]. Strides enlarge the images.
 * @param options - the options of `conv`, and the number of zeros to add after the result along each axis (`outputPadding`;
 * default 0).
 * @throws ShapeError if the channels don't match, if the result would be empty, or if the lengths aren't known.
 * @example
 * const images = convTranspose(features, kernels, { strides: [2, 2] });
 */
export function convTranspose(
  x: Tensor,
  kernels: Tensor,
  options: ConvOptions & { outputPadding?: readonly number[] } = {},
): Tensor {
  const { image, size, placed } = sizesOf("ConvTranspose", x, kernels, options);
  const { strides, pads, dilations, groups } = placed;
  expectChannels("ConvTranspose", x, kernels, kernels.shape[0]);
  const { outputPadding = image.map(() => 0) } = options;
  const lengths = image.map((length, i) => {
    const whole = strides[i]! * (length - 1) + dilations[i]! * (size[i]! - 1) + 1 + outputPadding[i]!;
    const left = whole - pads[i]! - pads[i + image.length]!;
    if (left < 1)
      throw new ShapeError(
        `ConvTranspose: pads ${pads.join(", ")} remove everything from ${showShape(x.shape)}. Use less padding.`,
      );
    return left;
  });
  const { strides: stride, pads: padding, dilations: dilation, kernel_shape, ...group } = attributesOf(size, placed);
  return node("ConvTranspose", {
    inputs: [x, kernels],
    shape: [x.shape[0]!, times(kernels.shape[1], groups)!, ...lengths],
    attributes: {
      kernel_shape,
      strides: stride,
      pads: padding,
      output_padding: { ints: outputPadding },
      dilations: dilation,
      ...group,
    },
    gradient: (dy) => [conv(dy, kernels, placed), kernelGradient(dy, x, kernels, placed)],
  });
}

type Placement = Required<ConvOptions>;

/**
 * Returns the lengths of images and kernels, and the options with their defaults.
 * @throws ShapeError if the lengths aren't known.
 */
function sizesOf(op: string, x: Tensor, kernels: Tensor, { strides, pads, dilations, groups = 1 }: ConvOptions) {
  expectRank(op, x, kernels.shape.length);
  const image = staticShape(x.shape.slice(2), op);
  const size = staticShape(kernels.shape.slice(2), op);
  const each = (value: number) => image.map(() => value);
  const placed: Placement = {
    strides: strides ?? each(1),
    pads: pads ?? [...each(0), ...each(0)],
    dilations: dilations ?? each(1),
    groups,
  };
  return { image, size, placed };
}

const attributesOf = (size: readonly number[], { strides, pads, dilations, groups }: Placement) => ({
  kernel_shape: { ints: size },
  strides: { ints: strides },
  pads: { ints: pads },
  dilations: { ints: dilations },
  ...(groups > 1 && { group: { int: groups } }),
});

const times = (dim: Dim | undefined, factor: number): Dim | undefined => (typeof dim === "number" ? dim * factor : dim);

/** @throws ShapeError if the images don't have as many channels as the kernels expect. */
function expectChannels(op: string, x: Tensor, kernels: Tensor, channels: Dim | undefined): void {
  if (!sameDim(x.shape[1], channels))
    throw new ShapeError(
      `${op}: ${showShape(x.shape)} and kernels ${showShape(kernels.shape)} have different numbers of channels. Give kernels for these channels.`,
    );
}

/**
 * Computes the transposed convolution whose result has the shape of `target`. Pixels that the strides skipped come back as
 * padding.
 */
function convTransposeTo(dy: Tensor, kernels: Tensor, target: Tensor, placed: Placement): Tensor {
  const { strides, pads, dilations } = placed;
  const lengths = (shape: Shape) => shape.slice(2) as readonly number[];
  const [sizes, taps] = [lengths(dy.shape), lengths(kernels.shape)];
  const outputPadding = lengths(target.shape).map(
    (wanted, i) =>
      wanted - (strides[i]! * (sizes[i]! - 1) + dilations[i]! * (taps[i]! - 1) + 1 - pads[i]! - pads[i + sizes.length]!),
  );
  return convTranspose(dy, kernels, { ...placed, outputPadding });
}

/**
 * Computes the gradient of the kernels. It convolves the input, with channels as batch, with the output's gradient as
 * kernels; strides and dilations change places.
 */
function kernelGradient(x: Tensor, dy: Tensor, kernels: Tensor, { strides, pads, dilations, groups }: Placement): Tensor {
  const swapped = [1, 0, ...kernels.shape.slice(2).map((_, i) => i + 2)];
  const ofGroup = (group: number): Tensor => {
    const part = (t: Tensor) => {
      const channels = t.shape[1] as number;
      return slice(t, 1, (channels / groups) * group, (channels / groups) * (group + 1));
    };
    const [images, slopes] = groups === 1 ? [x, dy] : [part(x), part(dy)];
    const whole = conv(transpose(images, swapped), transpose(slopes, swapped), { pads, strides: dilations, dilations: strides });
    const taps = kernels.shape.slice(2) as readonly number[];
    return transpose(
      taps.reduce((cut, length, i) => slice(cut, i + 2, 0, length), whole),
      swapped,
    );
  };
  return concat(
    Array.from({ length: groups }, (_, group) => ofGroup(group)),
    0,
  );
}
