import { orFirst } from "../core/options.ts";
import type { Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { alongTime, asImages, asSequences, expectSequences } from "./sequences.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { UpSampling2D } from "./up-sampling-2d.ts";

export interface UpSampling1DOptions extends LayerOptions {
  /** How often each step is repeated; 2 by default. */
  readonly size?: number;
}

/** Each step repeated: [batch, time, features] → [batch, time · size, features]. */
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

/** Sequences made longer by repeating their steps. */
export const upSampling1d = (options: UpSampling1DOptions | number = {}): UpSampling1D =>
  new UpSampling1D(orFirst<UpSampling1DOptions>("size", options));
