import type { Tensor } from "../graph/index.ts";
import { convolveTransposed, standardConvolutionTransposed } from "./convolution.ts";
import { CONVOLUTION_1D_OPTIONS, Convolution1D, type Convolution1DOptions } from "./convolution-1d.ts";
import { layerTakes } from "./takes.ts";
import { type Windows, windowsOn } from "./windows.ts";

/**
 * A transposed convolution along time, the way back of a `Conv1D`. Input [batch, time, features]; output [batch, time', filters], `strides` times as
 * long (`same`) or longer by what the kernel reaches beyond (`valid`); kernel [kernel size, filters, features].
 */
export class Conv1DTranspose extends Convolution1D {
  static override readonly takes = layerTakes<Convolution1DOptions>(
    "Conv1DTranspose",
    CONVOLUTION_1D_OPTIONS,
    "filters",
    "kernelSize",
  );

  protected kernelAxes(features: number) {
    return [this.filters, features] as const;
  }

  /** On the result, whose convolution this is the way back of. */
  protected windowsOn(time: number): Windows {
    const length = time * this.strides + (this.padding === "same" ? 0 : Math.max(this.kernelSize - this.strides, 0));
    return windowsOn([1, length], [1, this.kernelSize], [1, this.strides], this.padding);
  }

  protected convolved(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows, training: boolean): Tensor {
    return (training ? convolveTransposed : standardConvolutionTransposed)(x, kernel, bias, windows);
  }
}

/** A transposed convolution along time: `conv1dTranspose(16, 3, { strides: 2, padding: "same" })`. */
export const conv1dTranspose = (filters: number, kernelSize: number, options: Convolution1DOptions = {}): Conv1DTranspose =>
  new Conv1DTranspose(filters, kernelSize, options);
