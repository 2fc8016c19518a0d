import { DepthwiseConvolution, SEPARABLE_OPTIONS, type SeparableOptions } from "./depthwise-convolution.ts";
import { layerTakes } from "./takes.ts";

/**
 * A convolution along time of each feature by filters of its own, then of all features step by step (Chollet, 2017). Input [batch, time, features];
 * output [batch, time', filters]; depthwise kernel [kernel size, features, depthMultiplier], pointwise kernel [1, features · depthMultiplier, filters].
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

/** A separable convolution along time by some filters: `separableConv1d(16, 3, { padding: "same" })`. */
export const separableConv1d = (filters: number, kernelSize: number, options: SeparableOptions<number> = {}): SeparableConv1D =>
  new SeparableConv1D(filters, kernelSize, options);
