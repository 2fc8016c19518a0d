import { OptionError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { shown } from "../core/words.ts";
import { add, constantOf, mul, pick, reshape, type Tensor } from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast, expectImages, pixelsOf, range } from "./windows.ts";

/** The options of `resizing`. */
export interface ResizingOptions extends LayerOptions, DataFormat {
  /**
   * How to compute a pixel: "bilinear" mixes the four nearest pixels by distance (default), "nearest" takes the nearest one.
   */
  readonly interpolation?: "bilinear" | "nearest";
}

/**
 * Resizes images: [batch, any height, any width, channels] → [batch, height, width, channels]. Images that become smaller
 * aren't smoothed.
 */
export class Resizing extends Layer {
  static override readonly takes = layerTakes<ResizingOptions>(
    "Resizing",
    { interpolation: true, dataFormat: true },
    "height",
    "width",
  );
  readonly height: number;
  readonly width: number;
  readonly interpolation: "bilinear" | "nearest";

  constructor(height: number, width: number, { interpolation = "bilinear", ...options }: ResizingOptions = {}) {
    super(options);
    expectChannelsLast(options);
    for (const [name, value] of Object.entries({ height, width })) {
      if (!Number.isInteger(value) || value < 1)
        throw new OptionError(`${name} of resized images must be a whole number of at least 1, but it is ${shown(value)}.`);
    }
    lookUp("interpolation", interpolation, ways);
    this.height = height;
    this.width = width;
    this.interpolation = interpolation;
  }

  call(x: Tensor): Tensor {
    return ways[this.interpolation](x, this.height, this.width);
  }
}

/**
 * Returns the position of the centre of pixel i of `to` pixels on a scale of `from` pixels. It is i if both numbers are
 * equal.
 */
const middle = (i: number, from: number, to: number): number => ((i + 0.5) * from) / to - 0.5;

function nearest(x: Tensor, height: number, width: number): Tensor {
  const [h, w] = expectImages(x);
  const at = (i: number, from: number, to: number) => Math.min(Math.floor(middle(i, from, to) + 0.5), from - 1);
  const places = range(height).flatMap((row) => range(width).map((column) => at(row, h, height) * w + at(column, w, width)));
  return reshape(pick(pixelsOf(x), places), [x.shape[0]!, height, width, x.shape[3]!]);
}

/** Interpolates along the height first, with whole rows of pixels, then along the width. */
function bilinear(x: Tensor, height: number, width: number): Tensor {
  const [h, w] = expectImages(x);
  const [batch, channels] = [x.shape[0]!, x.shape[3] as number];
  const rows = between(reshape(x, [batch, h, w * channels]), height);
  const images = productOf([batch, height]);
  return reshape(between(reshape(rows, [images, w, channels]), width), [batch, height, width, channels]);
}

/**
 * Interpolates along axis 1: [n, from, c] → [n, to, c]. Each result is a mix of its two neighbours; beyond the ends, the
 * number at the end is used.
 */
function between(x: Tensor, to: number): Tensor {
  const from = x.shape[1] as number;
  if (from === to) return x;
  const at = range(to).map((i) => Math.min(Math.max(middle(i, from, to), 0), from - 1));
  const shares = at.map((place) => place - Math.floor(place));
  const column = (values: readonly number[]) => constantOf("float32", [to, 1], values);
  const first = mul(pick(x, at.map(Math.floor)), column(shares.map((share) => 1 - share)));
  return add(first, mul(pick(x, at.map(Math.ceil)), column(shares)));
}

const ways = { bilinear, nearest } as const;

/**
 * Creates a layer that resizes images.
 * @param height - new height in pixels.
 * @param width - new width in pixels.
 * @throws OptionError if a size isn't a whole number of at least 1.
 * @example
 * const smaller = resizing(32, 32);
 */
export const resizing = (height: number, width: number, options: ResizingOptions = {}): Resizing =>
  new Resizing(height, width, options);
