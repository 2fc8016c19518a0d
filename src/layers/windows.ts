import { OptionError, ShapeError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { NOWHERE, reshape, showShape, type Tensor, transpose } from "../graph/index.ts";
import { productOf, staticShape } from "../graph/tensor.ts";

/** `same` puts zeros around, so that strides alone make the result smaller; `valid` doesn't. */
export type Padding = "same" | "valid";
export type Pair = readonly [number, number];

/** What a layer on images or sequences takes that Keras has for other devices. */
export interface DataFormat {
  /** Channels (or features) are the last axis, and nothing else is taken. */
  readonly dataFormat?: "channelsLast" | "channels_last";
}

/** @throws OptionError where the channels are to be another axis than the last. */
export function expectChannelsLast({ dataFormat = "channelsLast" }: DataFormat): void {
  if (dataFormat !== "channelsLast" && dataFormat !== "channels_last")
    throw new OptionError(
      `dataFormat is "channelsLast" everywhere: images are [height, width, channels], sequences [time, features]. This is ${JSON.stringify(dataFormat)}. Put a permute before the model to turn arrays that have channels first.`,
    );
}

/** A number for both height and width, or one for each. @throws ShapeError where they aren't whole numbers of at least 1. */
export function pairOf(what: string, value: number | Pair): Pair {
  const pair = typeof value === "number" ? ([value, value] as const) : value;
  if (!Array.isArray(pair) || pair.length !== 2 || pair.some((n) => !Number.isInteger(n) || n < 1))
    throw new ShapeError(`${what} is a whole number of at least 1, or two of them, but this is ${JSON.stringify(value)}.`);
  return pair;
}

/** Where windows lie on an image: those of a convolution, of a pooling, or of either's gradient. */
export interface Windows {
  /** Height and width of the image. */
  readonly image: Pair;
  readonly size: Pair;
  readonly strides: Pair;
  /** Distances of a window's taps, down and across: 1 if left out. */
  readonly dilations?: Pair;
  /** Rows above and columns left of the image that the first windows take in. */
  readonly before: Pair;
  /** How many windows there are, down and across. */
  readonly count: Pair;
  /** Which of them are made, counted row by row, and in which order: all of them, row by row, if left out. */
  readonly order?: readonly number[];
}

const NEXT_TO_EACH_OTHER: Pair = [1, 1];

/** From the first tap of a window to its last one, both counted. */
const reachOf = ({ size, dilations = NEXT_TO_EACH_OTHER }: Pick<Windows, "size" | "dilations">, i: 0 | 1): number =>
  (size[i] - 1) * dilations[i] + 1;

/**
 * The windows on an image, as TensorFlow lays them. `causal` windows end where they stand, and begin before the image.
 * @throws ShapeError where not one fits.
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

/** How many windows there are along an axis, and how far the first one begins before it. */
interface Laid {
  readonly count: number;
  readonly before: number;
}

/** The windows along each axis of images. @param reaches of a window, from its first tap to its last. @throws ShapeError where not one fits. */
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
        `has windows of ${reaches.join(" x ")}, which don't fit into ${image.join(" x ")} pixels. Take smaller ones, or padding: "same".`,
      );
    if (padding === "causal") return { count, before: reach - 1 };
    const around = padding === "same" ? Math.max(0, (count - 1) * stride + reach - length) : 0;
    return { count, before: Math.floor(around / 2) };
  });
}

/** Zeros that ONNX puts around the image for the same windows: top, left, bottom, right. Negative where the last rows are left out. */
export function padsOf(windows: Windows): readonly [number, number, number, number] {
  const { image, strides, before, count } = windows;
  const after = (i: 0 | 1) => (count[i] - 1) * strides[i] + reachOf(windows, i) - before[i] - image[i];
  return [...before, after(0), after(1)];
}

/** The same windows for ONNX's operators, which take no row of an image away. */
export function placement(windows: Windows) {
  const [top, left, bottom, right] = padsOf(windows).map((pad) => Math.max(0, pad)) as [number, number, number, number];
  const { strides, dilations } = windows;
  return { strides, pads: [top, left, bottom, right] as const, ...(dilations && { dilations }) };
}

/** Whether windows lie next to each other on the image alone: each pixel is under one of them, or beyond the last. */
export const sideBySide = ({ image, size, strides, before, count }: Windows): boolean =>
  ([0, 1] as const).every((i) => strides[i] === size[i] && before[i] === 0 && count[i] * size[i] <= image[i]);

/** How many windows are made. */
export const countOf = ({ count, order }: Windows): number => order?.length ?? count[0] * count[1];

/** 0, 1, … */
export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The pixel (row-major) under each tap of each window, `NOWHERE` outside of the image: [windows][taps], windows in their order, taps row-major. */
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

/** Images [n, h, w, c] as rows of pixels [n, h · w, c]. */
export const pixelsOf = (x: Tensor): Tensor => {
  const [n, h, w, c] = x.shape;
  return reshape(x, [n!, productOf([h!, w!]), c!]);
};

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

/** Height, width and channels of an image [height, width, channels]. @throws ShapeError for other shapes. */
export function imageOf(shape: readonly number[]): { readonly size: Pair; readonly channels: number } {
  const [height, width, channels] = shape;
  if (shape.length !== 3)
    throw new ShapeError(
      `expects images [height, width, channels], but gets [${["batch", ...shape].join(", ")}].${shape.length === 2 ? ` Put a Reshape([${shape.join(", ")}, 1]) before it.` : ""}`,
    );
  return { size: [height!, width!], channels: channels! };
}

/** Height and width of images [n, height, width, channels]. @throws ShapeError where they have another number of channels, if one is wanted. */
export function expectImages(x: Tensor, wanted?: number): Pair {
  const { size, channels } = imageOf(staticShape(x.shape.slice(1), "It"));
  if (wanted !== undefined && channels !== wanted)
    throw new ShapeError(`expects images of ${wanted} channels, but gets ${showShape(x.shape)}.`);
  return size;
}

/** @throws OptionError for a padding that isn't known, with the nearest name. */
export function paddingOf(padding: Padding): Padding {
  lookUp("padding", padding, { same: true, valid: true });
  return padding;
}
