import { orFirst } from "../core/options.ts";
import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer, type LayerOptions, layerTakes } from "./layer.ts";
import { MaxPooling2D } from "./max-pooling-2d.ts";
import { alongTime, asImages, asSequences, expectSequences } from "./sequences.ts";
import type { Padding } from "./windows.ts";

export interface MaxPooling1DOptions extends LayerOptions {
  /** 2 by default. */
  readonly poolSize?: number;
  /** The pool's size by default: windows side by side. */
  readonly strides?: number;
  /** `valid` by default. */
  readonly padding?: Padding;
}

/** The largest of each window along time. Input [batch, time, features]; output [batch, time', features]. */
export class MaxPooling1D extends Layer {
  static override readonly takes = layerTakes<MaxPooling1DOptions>("MaxPooling1D", {
    poolSize: true,
    strides: true,
    padding: true,
  });
  private readonly images: MaxPooling2D;

  constructor({ poolSize = 2, strides = poolSize, padding = "valid", ...options }: MaxPooling1DOptions = {}) {
    super(options);
    this.images = new MaxPooling2D({
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

/** The largest of each window of sequences: `maxPooling1d()` halves their length. */
export const maxPooling1d = (options: MaxPooling1DOptions | number = {}): MaxPooling1D =>
  new MaxPooling1D(orFirst<MaxPooling1DOptions>("poolSize", options));
