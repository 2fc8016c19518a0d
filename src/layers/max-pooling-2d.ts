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

/** The largest of each window. Among equals the gradient goes to the first, row by row, as in TensorFlow. */
export class MaxPooling2D extends Pooling2D {
  static override readonly takes = pooling2dTakes("MaxPooling2D");

  /** The largest of an activation that never falls is the activation of the largest, which is of a quarter of the numbers. */
  protected lowered(x: Tensor, windows: Windows): Tensor {
    const rising = x.source.kind === "alias" ? x.source.rising : undefined;
    return rising ? rising.f(largest(rising.x, windows)) : largest(x, windows);
  }

  protected standard(x: Tensor, windows: Windows): Tensor {
    return channelsLast(maxPool(channelsFirst(x), { window: windows.size, ...placement(windows) }));
  }
}

/** [n, h, w, c] → [n, windows down, windows across, c]. */
const largest = (x: Tensor, windows: Windows): Tensor =>
  sideBySide(windows) && !madeInOrder(x) ? largestOfBlocks(x, windows) : largestOfTaps(x, windows);

/** Of each row the largest across, of those the largest down: among equals the first of the first row that has it. Copies whole rows, and no pixel twice. */
function largestOfBlocks(x: Tensor, { size: [h, w], count: [down, across] }: Windows): Tensor {
  const [n, , , c] = x.shape as readonly [Dim, Dim, Dim, number];
  const corner = slice(slice(x, 1, 0, down * h), 2, 0, across * w);
  const rows = largestOf(reshape(corner, [productOf([n, down * h * across]), w * c]), w);
  return reshape(largestOf(reshape(rows, [productOf([n, down]), h * across * c]), h), [n, down, across, c]);
}

/**
 * All first pixels of the windows, then all second ones, …, and their largest. A convolution makes its pixels in that order, and none that is under no
 * window: 32 → 64 at 7 x 7, pooled to 3 x 3, takes 36 of 49.
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

/** How to make some of the pixels of images, where that is known. */
const madeInOrder = ({ source }: Tensor) => (source.kind === "alias" ? source.pixels : undefined);

/** So steep that any normal number below 0, times this, is below -1. */
const STEEP = 3e38;

/** The largest of `count` equal parts along axis 1. The gradient goes to the first part that has it: four operators a part, and one copy. */
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

/** What lies outside of the image is smaller than anything in it. */
function belowAll(picked: Tensor, places: readonly number[]): Tensor {
  const lowest = Float32Array.from(places, (place) => (place === NOWHERE ? -3e38 : 0));
  return add(picked, constant(ndarray("float32", [places.length, 1], lowest)));
}

/** The largest of each window of images: `maxPooling2d()` halves height and width. */
export const maxPooling2d = (options: Pooling2DOptions | number | Pair = {}): MaxPooling2D =>
  new MaxPooling2D(orFirst<Pooling2DOptions>("poolSize", options));
