import { orFirst } from "../core/options.ts";
import { AveragePooling2D } from "./average-pooling-2d.ts";
import { Pooling1D, type Pooling1DOptions, pooling1dTakes } from "./pooling-1d.ts";

/**
 * The mean of each window along time; what lies outside of the sequence isn't counted. Input [batch, time, features]; output [batch, time',
 * features].
 */
export class AveragePooling1D extends Pooling1D {
  static override readonly takes = pooling1dTakes("AveragePooling1D");

  constructor(options: Pooling1DOptions = {}) {
    super(AveragePooling2D, options);
  }
}

/** The mean of each window of sequences: `averagePooling1d()` halves their length. */
export const averagePooling1d = (options: Pooling1DOptions | number = {}): AveragePooling1D =>
  new AveragePooling1D(orFirst<Pooling1DOptions>("poolSize", options));
