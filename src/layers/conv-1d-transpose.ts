import { convolveTransposed, standardConvolutionTransposed } from "./convolution.ts";
import { Convolution1D, type Convolution1DOptions, convolution1dTakes } from "./convolution-1d.ts";

/**
 * A transposed convolution along time, the way back of a `Conv1D`. Input [batch, time, features]; output [batch, time', filters], `strides` times as
 * long (`same`) or longer by what the kernel reaches beyond (`valid`); kernel [kernel size, filters, features].
 */
export class Conv1DTranspose extends Convolution1D {
  static override readonly takes = convolution1dTakes("Conv1DTranspose");
  protected readonly lowered = { training: convolveTransposed, use: standardConvolutionTransposed };

  protected kernelAxes(features: number) {
    return [this.filters, features] as const;
  }

  protected lengthUnderWindows(time: number): number {
    return time * this.strides + (this.padding === "same" ? 0 : Math.max(this.kernelSize - this.strides, 0));
  }
}

/** A transposed convolution along time: `conv1dTranspose(16, 3, { strides: 2, padding: "same" })`. */
export const conv1dTranspose = (filters: number, kernelSize: number, options: Convolution1DOptions = {}): Conv1DTranspose =>
  new Conv1DTranspose(filters, kernelSize, options);
