import { orFirst } from "../core/options.ts";
import { pad, type Tensor } from "../graph/index.ts";
import { edgesOf } from "./cropping-2d.ts";
import { Layer } from "./layer.ts";
import { expectSequences } from "./sequences.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast, type Pair } from "./windows.ts";

/** The options of `zeroPadding1d`. */
export interface ZeroPadding1DOptions extends LayerOptions, DataFormat {
  /** Number of zeros at both ends, or [at the beginning, at the end]; default 1. */
  readonly padding?: number | Pair;
}

/** Adds zeros at the ends of sequences: [batch, time, features] → [batch, time + …, features]. */
export class ZeroPadding1D extends Layer {
  static override readonly takes = layerTakes<ZeroPadding1DOptions>("ZeroPadding1D", { padding: true, dataFormat: true });
  readonly padding: Pair;

  constructor({ padding = 1, ...options }: ZeroPadding1DOptions = {}) {
    super(options);
    expectChannelsLast(options);
    this.padding = edgesOf("padding", padding);
  }

  call(x: Tensor): Tensor {
    expectSequences(x);
    const [before, after] = this.padding;
    return pad(x, [0, before, 0], [0, after, 0]);
  }
}

/**
 * Creates a layer that adds zeros at the ends of sequences.
 * @throws OptionError if `padding` isn't made of whole numbers of at least 0.
 * @example
 * const longer = zeroPadding1d([2, 0]);
 */
export const zeroPadding1d = (options: ZeroPadding1DOptions | number | Pair = {}): ZeroPadding1D =>
  new ZeroPadding1D(orFirst<ZeroPadding1DOptions>("padding", options));
