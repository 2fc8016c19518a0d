import { OptionError } from "../core/errors.ts";
import { orFirst } from "../core/options.ts";
import { pad, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast, expectImages, type Pair } from "./windows.ts";

/** The options of `zeroPadding2d`. */
export interface ZeroPadding2DOptions extends LayerOptions, DataFormat {
  /** Number of zeros to add: one number, [above and below, left and right], or [[above, below], [left, right]]; default 1. */
  readonly padding?: number | Pair | readonly [Pair, Pair];
}

/** Adds zeros around images: [batch, height, width, channels] → [batch, height + …, width + …, channels]. */
export class ZeroPadding2D extends Layer {
  static override readonly takes = layerTakes<ZeroPadding2DOptions>("ZeroPadding2D", { padding: true, dataFormat: true });
  readonly padding: readonly [Pair, Pair];

  constructor({ padding = 1, ...options }: ZeroPadding2DOptions = {}) {
    super(options);
    expectChannelsLast(options);
    const sides = typeof padding === "number" ? [padding, padding] : padding;
    const [rows, columns] = Array.isArray(sides)
      ? sides.map((side): Pair => (typeof side === "number" ? [side, side] : side))
      : [];
    if (
      [rows, columns].some((pair) => !Array.isArray(pair) || pair.length !== 2 || pair.some((n) => !Number.isInteger(n) || n < 0))
    )
      throw new OptionError(`padding must be made of whole numbers of at least 0, but it is ${JSON.stringify(padding)}.`);
    this.padding = [rows!, columns!];
  }

  call(x: Tensor): Tensor {
    expectImages(x);
    const [[top, bottom], [left, right]] = this.padding;
    return pad(x, [0, top, left, 0], [0, bottom, right, 0]);
  }
}

/**
 * Creates a layer that adds zeros around images.
 * @throws OptionError if `padding` isn't made of whole numbers of at least 0.
 * @example
 * const framed = zeroPadding2d(2);
 */
export const zeroPadding2d = (options: ZeroPadding2DOptions | ZeroPadding2DOptions["padding"] = {}): ZeroPadding2D =>
  new ZeroPadding2D(orFirst<ZeroPadding2DOptions>("padding", options));
