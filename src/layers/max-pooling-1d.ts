import { orFirst } from "../core/options.ts";
import { MaxPooling2D } from "./max-pooling-2d.ts";
import { Pooling1D, type Pooling1DOptions, pooling1dTakes } from "./pooling-1d.ts";

/** Takes the maximum of each window along time. Input [batch, time, features]; output [batch, time', features]. */
export class MaxPooling1D extends Pooling1D {
  static override readonly takes = pooling1dTakes("MaxPooling1D");

  constructor(options: Pooling1DOptions = {}) {
    super(MaxPooling2D, options);
  }
}

/**
 * Creates a layer that takes maxima along time. The default windows of 2 steps halve the length.
 * @example
 * const pooled = maxPooling1d(2);
 */
export const maxPooling1d = (options: Pooling1DOptions | number = {}): MaxPooling1D =>
  new MaxPooling1D(orFirst<Pooling1DOptions>("poolSize", options));
