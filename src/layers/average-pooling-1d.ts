import { orFirst } from "../core/options.ts";
import { AveragePooling2D } from "./average-pooling-2d.ts";
import { Pooling1D, type Pooling1DOptions, pooling1dTakes } from "./pooling-1d.ts";

/**
 * Takes the mean of each window along time. Padding isn't counted. Input [batch, time, features]; output [batch, time',
 * features].
 */
export class AveragePooling1D extends Pooling1D {
  static override readonly takes = pooling1dTakes("AveragePooling1D");

  constructor(options: Pooling1DOptions = {}) {
    super(AveragePooling2D, options);
  }
}

/**
 * Creates a layer that takes means along time. The default windows of 2 steps halve the length.
 * @example
 * const pooled = averagePooling1d(2);
 */
export const averagePooling1d = (options: Pooling1DOptions | number = {}): AveragePooling1D =>
  new AveragePooling1D(orFirst<Pooling1DOptions>("poolSize", options));
