import { OptionError, ShapeError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { alsoFirst, NOWHERE, reshape, showShape, type Tensor, transpose } from "../graph/index.ts";
import { productOf, staticShape } from "../graph/tensor.ts";

/** Padding of images or sequences: "same" adds zeros, so that only strides make the result smaller; "valid" adds none. */
export type Padding = "same" | "valid";
export type Pair = readonly [number, number];

/** The option for the order of axes, which exists for compatibility with Keras. */
export interface DataFormat {
  /** Order of the axes. Only "channelsLast" is accepted: channels or features are the last axis. */
  readonly dataFormat?: "channelsLast" | "channels_last";
}

/** @throws OptionError if the channels should be another axis than the last. */
export function expectChannelsLast({ dataFormat = "channelsLast" }: DataFormat): void {
  if (dataFormat !== "channelsLast" && dataFormat !== "channels_last")
    throw new OptionError(
      `dataFormat must be "channelsLast", for images [height, width, channels] and sequences [time, features], but it is ${JSON.stringify(dataFormat)}. Put a permute layer first if your arrays have channels first.`,
    );
}

/**
 * Expands a number to two, for height and width.
 * @throws ShapeError if they aren't whole numbers of at least 1.
 */
export function pairOf(what: string, value: number | Pair): Pair {
  const pair = typeof value === "number" ? ([value, value] as const) : value;
  if (!Array.isArray(pair) || pair.length !== 2 || pair.some((n) => !Number.isInteger(n) || n < 1))
    throw new ShapeError(`${what} must be a whole number of at least 1, or two of them, but it is ${JSON.stringify(value)}.`);
  return pair;
}

/** The positions of windows on an image, for a convolution, a pooling, or the gradient of either. */
export interface Windows {
  /** Height and width of the image. */
  readonly image: Pair;
  readonly size: Pair;
  readonly strides: Pair;
  /** Distances between the elements of a window, down and across; default 1. */
  readonly dilations?: Pair;
  /** Number of rows above and columns left of the image that the first windows cover. */
  readonly before: Pair;
  /** Number of windows, down and across. */
  readonly count: Pair;
  /** Windows to compute, counted row by row, in this order; default: all, row by row. */
  readonly order?: readonly number[];
}

const NEXT_TO_EACH_OTHER: Pair = [1, 1];

/** Returns the length of a window from its first element to its last, both included. */
const reachOf = ({ size, dilations = NEXT_TO_EACH_OTHER }: Pick<Windows, "size" | "dilations">, i: 0 | 1): number =>
  (size[i] - 1) * dilations[i] + 1;

/**
 * Returns the windows on an image, placed as in TensorFlow. "causal" windows end at their own position, and begin before the
 * image.
 * @throws ShapeError if no window fits.
 */
export function windowsOn(
  image: Pair,
  size: Pair,
  strides: Pair,
  padding: Padding | "causal",
  dilations: Pair = NEXT_TO_EACH_OTHER,
): Windows {
  const [down, across] = laid(
    image,
    ([0, 1] as const).map((i) => reachOf({ size, dilations }, i)),
    strides,
    padding,
  ) as [Laid, Laid];
  const dilated = dilations.some((distance) => distance > 1);
  return {
    image,
    size,
    strides,
    ...(dilated && { dilations }),
    before: [down.before, across.before],
    count: [down.count, across.count],
  };
}

/** The number of windows along an axis, and how far the first one begins before the image. */
interface Laid {
  readonly count: number;
  readonly before: number;
}

/**
 * Returns the windows along each axis of images.
 * @param reaches - length of a window along each axis, from its first element to its last.
 * @throws ShapeError if no window fits.
 */
export function laid(
  image: readonly number[],
  reaches: readonly number[],
  strides: readonly number[],
  padding: Padding | "causal",
): readonly Laid[] {
  return image.map((length, i) => {
    const [reach, stride] = [reaches[i]!, strides[i]!];
    const count = padding === "valid" ? Math.floor((length - reach) / stride) + 1 : Math.ceil(length / stride);
    if (count < 1)
      throw new ShapeError(
        `has windows of ${reaches.join(" x ")}, which don't fit into ${image.join(" x ")} pixels. Use smaller windows, or padding: "same".`,
      );
    if (padding === "causal") return { count, before: reach - 1 };
    const around = padding === "same" ? Math.max(0, (count - 1) * stride + reach - length) : 0;
    return { count, before: Math.floor(around / 2) };
  });
}

/** Returns the padding for ONNX: top, left, bottom, right. It is negative if the last rows aren't used. */
export function padsOf(windows: Windows): readonly [number, number, number, number] {
  const { image, strides, before, count } = windows;
  const after = (i: 0 | 1) => (count[i] - 1) * strides[i] + reachOf(windows, i) - before[i] - image[i];
  return [...before, after(0), after(1)];
}

/** Returns the windows for ONNX's operators, which can't remove rows of an image. */
export function placement(windows: Windows) {
  const [top, left, bottom, right] = padsOf(windows).map((pad) => Math.max(0, pad)) as [number, number, number, number];
  const { strides, dilations } = windows;
  return { strides, pads: [top, left, bottom, right] as const, ...(dilations && { dilations }) };
}

/** Returns whether windows cover the image without overlap and without padding, except for a remainder at the end. */
export const sideBySide = ({ image, size, strides, before, count }: Windows): boolean =>
  ([0, 1] as const).every((i) => strides[i] === size[i] && before[i] === 0 && count[i] * size[i] <= image[i]);

/** Returns the number of windows to compute. */
export const countOf = ({ count, order }: Windows): number => order?.length ?? count[0] * count[1];

/** Returns the numbers 0 to n - 1. */
export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/**
 * Returns the index of the pixel (row by row) under each element of each window, `NOWHERE` outside of the image:
 * [windows][taps].
 */
export function pixelsUnder({
  image,
  size,
  strides,
  dilations = NEXT_TO_EACH_OTHER,
  before,
  count,
  order,
}: Windows): readonly (readonly number[])[] {
  const along = (i: 0 | 1, window: number, tap: number) => {
    const at = window * strides[i] + tap * dilations[i] - before[i];
    return at >= 0 && at < image[i] ? at : NOWHERE;
  };
  return (order ?? range(count[0] * count[1])).map((window) => {
    const [down, across] = [Math.floor(window / count[1]), window % count[1]];
    return range(size[0]).flatMap((row) =>
      range(size[1]).map((column) => {
        const [y, x] = [along(0, down, row), along(1, across, column)];
        return y === NOWHERE || x === NOWHERE ? NOWHERE : y * image[1] + x;
      }),
    );
  });
}

/** Reshapes images [n, h, w, c] to rows of pixels [n, h · w, c]. */
export const pixelsOf = (x: Tensor): Tensor => {
  const [n, h, w, c] = x.shape;
  return reshape(x, [n!, productOf([h!, w!]), c!]);
};

/** Converts images [n, h, w, c] to [n, c, h, w], as ONNX's operators expect them. One channel needs no copy. */
export function channelsFirst(x: Tensor): Tensor {
  const [n, h, w, c] = x.shape;
  const first = firstOf(x);
  if (first) return first;
  return c === 1 ? reshape(x, [n!, 1, h!, w!]) : transpose(x, [0, 3, 1, 2]);
}

/** Converts images [n, c, h, w] to [n, h, w, c]; the inverse of `channelsFirst`. */
export function channelsLast(x: Tensor): Tensor {
  const [n, c, h, w] = x.shape;
  return c === 1 ? reshape(x, [n!, h!, w!, 1]) : alsoFirst(transpose(x, [0, 2, 3, 1]), x);
}

/** Returns images [n, c, h, w], if the images [n, h, w, c] were computed from them. */
const firstOf = ({ source }: Tensor): Tensor | undefined => (source.kind === "alias" ? source.first : undefined);

/** Applies a function that works on each element to images [n, h, w, c], with channels first if they were computed so. */
export function onEach(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  const first = firstOf(x);
  return first ? channelsLast(f(first)) : f(x);
}

/**
 * Returns height, width and channels of an image [height, width, channels].
 * @throws ShapeError if the shape has another number of axes.
 */
export function imageOf(shape: readonly number[]): { readonly size: Pair; readonly channels: number } {
  const [height, width, channels] = shape;
  if (shape.length !== 3)
    throw new ShapeError(
      `expects images [height, width, channels], but gets [${["batch", ...shape].join(", ")}].${shape.length === 2 ? ` Put a Reshape([${shape.join(", ")}, 1]) before it.` : ""}`,
    );
  return { size: [height!, width!], channels: channels! };
}

/**
 * Returns height and width of images [n, height, width, channels].
 * @throws ShapeError if they have another number of channels than `wanted`.
 */
export function expectImages(x: Tensor, wanted?: number): Pair {
  const { size, channels } = imageOf(staticShape(x.shape.slice(1), "It"));
  if (wanted !== undefined && channels !== wanted)
    throw new ShapeError(`expects images of ${wanted} channels, but gets ${showShape(x.shape)}.`);
  return size;
}

/** @throws OptionError if the padding is unknown; the message suggests the nearest name. */
export function paddingOf(padding: Padding): Padding {
  lookUp("padding", padding, { same: true, valid: true });
  return padding;
}
