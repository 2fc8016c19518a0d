import { ndarray } from "../core/ndarray.ts";
import { orFirst } from "../core/options.ts";
import {
  add,
  concat,
  constant,
  hardSigmoid,
  maximum,
  maxPool,
  mul,
  NOWHERE,
  pick,
  reshape,
  slice,
  sub,
  type Tensor,
  withGradient,
} from "../graph/index.ts";
import { type Dim, productOf } from "../graph/tensor.ts";
import { Pooling2D, type Pooling2DOptions, pooling2dTakes } from "./pooling-2d.ts";
import { channelsFirst, channelsLast, type Pair, pixelsOf, pixelsUnder, placement, sideBySide, type Windows } from "./windows.ts";

/**
 * Takes the maximum of each window of images. Among equal numbers, the gradient goes to the first one, row by row, as in
 * TensorFlow. Input [batch, height, width, channels]; output [batch, height', width', channels].
 */
export class MaxPooling2D extends Pooling2D {
  static override readonly takes = pooling2dTakes("MaxPooling2D");

  /**
   * If the activation before it is monotone, it takes the maximum first and applies the activation to the result, which has
   * a quarter of the numbers.
   */
  protected lowered(x: Tensor, windows: Windows): Tensor {
    const rising = x.source.kind === "alias" ? x.source.rising : undefined;
    return rising ? rising.f(largest(rising.x, windows)) : largest(x, windows);
  }

  protected standard(x: Tensor, windows: Windows): Tensor {
    return channelsLast(maxPool(channelsFirst(x), { window: windows.size, ...placement(windows) }));
  }
}

/** Takes the maximum of each window: [n, h, w, c] → [n, windows down, windows across, c]. */
function largest(x: Tensor, windows: Windows): Tensor {
  if (!sideBySide(windows)) return largestOfTaps(x, windows);
  if (x.source.kind === "alias" && x.source.inBlocks)
    return channelsLast(largestOf(x.source.inBlocks(windows.size), windows.size[0] * windows.size[1]));
  return madeInOrder(x) ? largestOfTaps(x, windows) : largestOfBlocks(x, windows);
}

/**
 * Takes the maximum of each window across, and then down. Among equal numbers, the first one in the first row wins. It
 * copies whole rows, and no pixel twice.
 */
function largestOfBlocks(x: Tensor, { size: [h, w], count: [down, across] }: Windows): Tensor {
  const [n, , , c] = x.shape as readonly [Dim, Dim, Dim, number];
  const corner = slice(slice(x, 1, 0, down * h), 2, 0, across * w);
  const rows = largestOf(reshape(corner, [productOf([n, down * h * across]), w * c]), w);
  return reshape(largestOf(reshape(rows, [productOf([n, down]), h * across * c]), h), [n, down, across, c]);
}

/**
 * Takes all first pixels of the windows, all second ones, and so on, and their maximum. A convolution computes its pixels in
 * that order, and skips those that no window covers. For 32 → 64 at 7 x 7, pooled to 3 x 3, that is 36 of 49 pixels.
 */
function largestOfTaps(x: Tensor, windows: Windows): Tensor {
  const under = pixelsUnder(windows);
  const places = under[0]!.flatMap((_, tap) => under.map((pixels) => pixels[tap]!));
  const made = sideBySide(windows) ? madeInOrder(x) : undefined;
  const [n, , , c] = x.shape;
  const picked = made ? made(places) : pick(pixelsOf(x), places);
  const chosen = largestOf(places.includes(NOWHERE) ? belowAll(picked, places) : picked, under[0]!.length);
  return reshape(chosen, [n!, ...windows.count, c!]);
}

/** Returns the function that computes only some pixels of images, if there is one. */
const madeInOrder = ({ source }: Tensor) => (source.kind === "alias" ? source.pixels : undefined);

/** A slope so steep that any normal number below 0, multiplied with it, is below -1. */
const STEEP = 3e38;

/**
 * Takes the maximum of `count` equal parts along axis 1. The gradient goes to the first part with the maximum. It needs four
 * operators per part, and one copy.
 */
function largestOf(x: Tensor, count: number): Tensor {
  const size = (x.shape[1] as number) / count;
  const parts = Array.from({ length: count }, (_, i) => slice(x, 1, i * size, (i + 1) * size));
  const y = parts.reduce((a, b) => maximum(a, b));
  return withGradient(y, [x], (dy) => {
    let left = dy;
    const shares = parts.map((part, i) => {
      if (i === count - 1) return left;
      const isLargest = hardSigmoid(sub(part, y), STEEP, 1);
      const share = mul(left, isLargest);
      left = sub(left, share);
      return share;
    });
    return [concat(shares, 1)];
  });
}

/** Adds a very low number to places outside of the image, so that they are below all pixels. */
function belowAll(picked: Tensor, places: readonly number[]): Tensor {
  const lowest = Float32Array.from(places, (place) => (place === NOWHERE ? -3e38 : 0));
  return add(picked, constant(ndarray("float32", [places.length, 1], lowest)));
}

/**
 * Creates a layer that takes maxima over windows of images. The default windows of 2 x 2 pixels halve height and width.
 * @example
 * const model = sequential([conv2d(16, 3, { padding: "same", inputShape: [28, 28, 1] }), maxPooling2d()]);
 */
export const maxPooling2d = (options: Pooling2DOptions | number | Pair = {}): MaxPooling2D =>
  new MaxPooling2D(orFirst<Pooling2DOptions>("poolSize", options));
