import type { Tensor } from "../graph/index.ts";
import { convolveTransposed, standardConvolutionTransposed } from "./convolution.ts";
import { CONVOLUTION_1D_OPTIONS, Convolution1D, type Convolution1DOptions } from "./convolution-1d.ts";
import { layerTakes } from "./takes.ts";
import { type Windows, windowsOn } from "./windows.ts";

/**
 * Computes a transposed convolution along time, which reverses the shape change of a `Conv1D`. Input [batch, time,
 * features]; output [batch, time', filters]. With padding "same", the output is `strides` times as long; with "valid", it is
 * longer by the overhang of the kernel. Kernel [kernel size, filters, features].
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

  /** Returns the windows on the output, because the layer is the adjoint of a convolution of it. */
  protected windowsOn(time: number): Windows {
    const length = time * this.strides + (this.padding === "same" ? 0 : Math.max(this.kernelSize - this.strides, 0));
    return windowsOn([1, length], [1, this.kernelSize], [1, this.strides], this.padding);
  }

  protected convolved(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows, training: boolean): Tensor {
    return (training ? convolveTransposed : standardConvolutionTransposed)(x, kernel, bias, windows);
  }
}

/**
 * Creates a transposed convolution along time.
 * @param filters - number of features of the output.
 * @param kernelSize - number of steps that a kernel covers.
 * @example
 * const upsampled = conv1dTranspose(16, 3, { strides: 2, padding: "same" });
 */
export const conv1dTranspose = (filters: number, kernelSize: number, options: Convolution1DOptions = {}): Conv1DTranspose =>
  new Conv1DTranspose(filters, kernelSize, options);
