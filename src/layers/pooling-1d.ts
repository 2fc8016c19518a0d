import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import type { Pooling2D, Pooling2DOptions } from "./pooling-2d.ts";
import { alongTime, asImages, asSequences, expectSequences } from "./sequences.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast, type Padding } from "./windows.ts";

/** The options of poolings along time. */
export interface Pooling1DOptions extends LayerOptions, DataFormat {
  /** Number of steps in a window; default 2. */
  readonly poolSize?: number;
  /** Distance between windows, in steps; default: `poolSize`, so that windows don't overlap. */
  readonly strides?: number;
  /** Padding: "valid" (default) or "same". */
  readonly padding?: Padding;
}

/**
 * Lists the options of a pooling along time.
 * @param kind - name of the layer.
 */
export const pooling1dTakes = (kind: string) =>
  layerTakes<Pooling1DOptions>(kind, { poolSize: true, strides: true, padding: true, dataFormat: true });

/**
 * The base class of poolings along time, which pool images that are one pixel high. Input [batch, time, features]; output
 * [batch, time', features].
 */
export abstract class Pooling1D extends Layer {
  private readonly images: Pooling2D;

  constructor(
    Images: new (options: Pooling2DOptions) => Pooling2D,
    { poolSize = 2, strides = poolSize, padding = "valid", ...options }: Pooling1DOptions = {},
  ) {
    super(options);
    expectChannelsLast(options);
    this.images = new Images({
      poolSize: alongTime("poolSize", poolSize),
      strides: alongTime("strides", strides),
      padding,
    });
  }

  call(x: Tensor, context: CallContext): Tensor {
    expectSequences(x);
    return asSequences(this.images.call(asImages(x), context));
  }

  override config() {
    const { poolSize, strides, padding } = this.images;
    return { poolSize: poolSize[1], strides: strides[1], padding };
  }
}
