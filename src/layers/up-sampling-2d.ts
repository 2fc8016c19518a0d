import { orFirst } from "../core/options.ts";
import { pick, reshape, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast, expectImages, type Pair, pairOf, pixelsOf } from "./windows.ts";

/** The options of `upSampling2d`. */
export interface UpSampling2DOptions extends LayerOptions, DataFormat {
  /** Number of times each row and each column is repeated: one number, or [rows, columns]; default 2. */
  readonly size?: number | Pair;
}

/**
 * Repeats rows and columns (nearest neighbour): [batch, height, width, channels] → [batch, height · size, width · size,
 * channels].
 */
export class UpSampling2D extends Layer {
  static override readonly takes = layerTakes<UpSampling2DOptions>("UpSampling2D", { size: true, dataFormat: true });
  readonly size: Pair;

  constructor({ size = 2, ...options }: UpSampling2DOptions = {}) {
    super(options);
    expectChannelsLast(options);
    this.size = pairOf("size", size);
  }

  call(x: Tensor): Tensor {
    const [h, w] = expectImages(x);
    const [down, across] = this.size;
    const places = Array.from({ length: h * down * w * across }, (_, i) => {
      const [row, column] = [Math.floor(i / (w * across)), i % (w * across)];
      return Math.floor(row / down) * w + Math.floor(column / across);
    });
    return reshape(pick(pixelsOf(x), places), [x.shape[0]!, h * down, w * across, x.shape[3]!]);
  }
}

/**
 * Creates a layer that enlarges images by repeating rows and columns.
 * @example
 * const larger = upSampling2d(2);
 */
export const upSampling2d = (options: UpSampling2DOptions | number | Pair = {}): UpSampling2D =>
  new UpSampling2D(orFirst<UpSampling2DOptions>("size", options));
