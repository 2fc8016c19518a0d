import { DepthwiseConvolution, SEPARABLE_OPTIONS, type SeparableOptions } from "./depthwise-convolution.ts";
import { layerTakes } from "./takes.ts";

/**
 * Convolves each feature along time with its own filters, and then mixes all features step by step (Chollet, 2017). Input
 * [batch, time, features]; output [batch, time', filters]; depthwise kernel [kernel size, features, depthMultiplier];
 * pointwise kernel [1, features · depthMultiplier, filters].
 */
export class SeparableConv1D extends DepthwiseConvolution {
  static override readonly takes = layerTakes<SeparableOptions<number>>(
    "SeparableConv1D",
    SEPARABLE_OPTIONS,
    "filters",
    "kernelSize",
  );

  constructor(filters: number, kernelSize: number, options: SeparableOptions<number> = {}) {
    super("sequences", kernelSize, options, filters);
  }
}

/**
 * Creates a separable convolution along time.
 * @param filters - number of features of the output.
 * @param kernelSize - number of steps that a kernel covers.
 * @example
 * const features = separableConv1d(16, 3, { padding: "same" });
 */
export const separableConv1d = (filters: number, kernelSize: number, options: SeparableOptions<number> = {}): SeparableConv1D =>
  new SeparableConv1D(filters, kernelSize, options);
