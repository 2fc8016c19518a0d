import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import type { Pooling2D, Pooling2DOptions } from "./pooling-2d.ts";
import { alongTime, asImages, asSequences, expectSequences } from "./sequences.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast, type Padding } from "./windows.ts";

export interface Pooling1DOptions extends LayerOptions, DataFormat {
  /** 2 by default. */
  readonly poolSize?: number;
  /** The pool's size by default: windows side by side. */
  readonly strides?: number;
  /** `valid` by default. */
  readonly padding?: Padding;
}

/** What a pooling of sequences takes. @param kind its name. */
export const pooling1dTakes = (kind: string) =>
  layerTakes<Pooling1DOptions>(kind, { poolSize: true, strides: true, padding: true, dataFormat: true });

/** Each window along time as one number a feature, as of images one pixel high. Input [batch, time, features]; output [batch, time', features]. */
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
