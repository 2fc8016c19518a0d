import { OptionError, ShapeError } from "../core/errors.ts";
import { orFirst } from "../core/options.ts";
import { slice, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast, expectImages, type Pair } from "./windows.ts";

/** The options of `cropping2d`. */
export interface Cropping2DOptions extends LayerOptions, DataFormat {
  /**
   * Number of pixels to remove: one number, [above and below, left and right], or [[above, below], [left, right]]; default
   * 0.
   */
  readonly cropping?: number | Pair | readonly [Pair, Pair];
}

/** Removes pixels at the edges of images: [batch, height, width, channels] → [batch, height - …, width - …, channels]. */
export class Cropping2D extends Layer {
  static override readonly takes = layerTakes<Cropping2DOptions>("Cropping2D", { cropping: true, dataFormat: true });
  readonly cropping: readonly [Pair, Pair];

  constructor({ cropping = 0, ...options }: Cropping2DOptions = {}) {
    super(options);
    expectChannelsLast(options);
    const sides = typeof cropping === "number" ? [cropping, cropping] : cropping;
    const [rows, columns, ...more] = Array.isArray(sides) ? sides.map((side) => edgesOf("cropping", side)) : [];
    if (!rows || !columns || more.length > 0)
      throw new OptionError(
        `cropping must be a number, [rows, columns], or [[above, below], [left, right]], but it is ${JSON.stringify(cropping)}.`,
      );
    this.cropping = [rows, columns];
  }

  call(x: Tensor): Tensor {
    expectImages(x);
    return this.cropping.reduce((left, edges, i) => cropped(left, i + 1, edges), x);
  }
}

/**
 * Expands a number to two, one for each end of an axis.
 * @throws OptionError if they aren't whole numbers of at least 0.
 */
export function edgesOf(what: string, value: number | Pair): Pair {
  const edges = typeof value === "number" ? ([value, value] as const) : value;
  if (!Array.isArray(edges) || edges.length !== 2 || edges.some((n) => !Number.isInteger(n) || n < 0))
    throw new OptionError(`${what} must be made of whole numbers of at least 0, but it is ${JSON.stringify(value)}.`);
  return edges;
}

/**
 * Removes elements at both ends of an axis.
 * @throws ShapeError if nothing would be left.
 */
export function cropped(x: Tensor, axis: number, [before, after]: Pair): Tensor {
  const size = x.shape[axis] as number;
  if (before + after >= size)
    throw new ShapeError(
      `removes ${before} and ${after} elements from the ends of an axis of ${size}, which leaves none. Remove fewer.`,
    );
  return slice(x, axis, before, size - after);
}

/**
 * Creates a layer that removes pixels at the edges of images.
 * @throws OptionError if `cropping` isn't made of whole numbers of at least 0.
 * @example
 * const smaller = cropping2d(2);
 */
export const cropping2d = (options: Cropping2DOptions | Cropping2DOptions["cropping"] = {}): Cropping2D =>
  new Cropping2D(orFirst<Cropping2DOptions>("cropping", options));
