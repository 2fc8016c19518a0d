import { ShapeError } from "../../core/errors.ts";
import { type Dim, expectRank, node, type Shape, sameDim, showShape, staticShape, type Tensor } from "../tensor.ts";
import { concat } from "./concat.ts";
import { reduceSum } from "./reduce-sum.ts";
import { slice } from "./slice.ts";
import { transpose } from "./transpose.ts";

/** Where the kernels of a convolution lie. A list has a number for each axis of the images, [height, width]; left out, all are 1 (pads: 0). */
export interface ConvOptions {
  readonly strides?: readonly number[];
  /** Zeros that are put around: [top, left, bottom, right]; of n axes the first n numbers are those before, the others those behind. */
  readonly pads?: readonly number[];
  /** Distances of a kernel's taps. */
  readonly dilations?: readonly number[];
  /** Cuts the channels into so many equal groups; the kernels of a group see that group alone. 1 by default. */
  readonly groups?: number;
}

/**
 * Convolution (cross-correlation) of images [n, in, h, w] with kernels [out, in, kh, kw], plus bias [out]. The kernels of `groups` groups are
 * [out, in / groups, kh, kw]. One or three axes in place of two are taken too.
 */
export function conv(x: Tensor, kernels: Tensor, options: ConvOptions & { bias?: Tensor } = {}): Tensor {
  const { bias } = options;
  const { image, size, placed } = sizesOf("Conv", x, kernels, options);
  const { strides, pads, dilations, groups } = placed;
  expectChannels("Conv", x, kernels, times(kernels.shape[1], groups));
  const lengths = image.map((length, i) => {
    const padded = length + pads[i]! + pads[i + image.length]!;
    const count = Math.floor((padded - dilations[i]! * (size[i]! - 1) - 1) / strides[i]!) + 1;
    if (count < 1) throw new ShapeError(`Conv: kernels ${showShape(kernels.shape)} leave nothing of ${showShape(x.shape)}.`);
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

/** The adjoint of `conv`: images [n, in, h, w] with kernels [in, out / groups, kh, kw] → [n, out, …]; strides enlarge. */
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
    if (left < 1) throw new ShapeError(`ConvTranspose: pads ${pads.join(", ")} leave nothing of ${showShape(x.shape)}.`);
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

/** The lengths of images and of kernels, and the options with their defaults. @throws ShapeError where the lengths aren't known. */
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

/** @throws ShapeError where the images don't have as many channels as the kernels take. */
function expectChannels(op: string, x: Tensor, kernels: Tensor, channels: Dim | undefined): void {
  if (!sameDim(x.shape[1], channels))
    throw new ShapeError(`${op}: ${showShape(x.shape)} and kernels ${showShape(kernels.shape)} differ in channels.`);
}

/** The transposed convolution whose result has the shape of `target`: what its strides left out comes back as padding. */
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

/** d loss / d kernels: the input, channels as batch, convolved with the output's gradient as kernels: strides and dilations change places. */
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
