import { orFirst } from "../core/options.ts";
import type { Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { alongTime, asImages, asSequences, expectSequences } from "./sequences.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { UpSampling2D } from "./up-sampling-2d.ts";

/** The options of `upSampling1d`. */
export interface UpSampling1DOptions extends LayerOptions {
  /** Number of times each step is repeated; default 2. */
  readonly size?: number;
}

/** Repeats each step: [batch, time, features] → [batch, time · size, features]. */
export class UpSampling1D extends Layer {
  static override readonly takes = layerTakes<UpSampling1DOptions>("UpSampling1D", { size: true });
  private readonly images: UpSampling2D;

  constructor({ size = 2, ...options }: UpSampling1DOptions = {}) {
    super(options);
    this.images = new UpSampling2D({ size: alongTime("size", size) });
  }

  call(x: Tensor): Tensor {
    expectSequences(x);
    return asSequences(this.images.call(asImages(x)));
  }

  override config() {
    return { size: this.images.size[1] };
  }
}

/**
 * Creates a layer that repeats the steps of sequences.
 * @example
 * const longer = upSampling1d(2);
 */
export const upSampling1d = (options: UpSampling1DOptions | number = {}): UpSampling1D =>
  new UpSampling1D(orFirst<UpSampling1DOptions>("size", options));
