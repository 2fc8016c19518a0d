import { convolve, standardConvolution } from "./convolution.ts";
import { Convolution1D, type Convolution1DOptions, convolution1dTakes } from "./convolution-1d.ts";

/**
 * y = activation(x * kernel + bias) along time. Input [batch, time, features]; output [batch, time', filters]; kernel [kernel size, features,
 * filters].
 */
export class Conv1D extends Convolution1D {
  static override readonly takes = convolution1dTakes("Conv1D");
  protected readonly lowered = { training: convolve, use: standardConvolution };

  protected kernelAxes(features: number) {
    return [features, this.filters] as const;
  }

  protected lengthUnderWindows(time: number): number {
    return time;
  }
}

/** A convolution along time by some filters: `conv1d(16, 3, { padding: "same" })`. */
export const conv1d = (filters: number, kernelSize: number, options: Convolution1DOptions = {}): Conv1D =>
  new Conv1D(filters, kernelSize, options);
