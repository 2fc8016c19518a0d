import { DepthwiseConvolution, SEPARABLE_OPTIONS, type SeparableOptions } from "./depthwise-convolution.ts";
import { layerTakes } from "./takes.ts";
import type { Pair } from "./windows.ts";

/**
 * Convolves each channel with its own filters, and then mixes all channels pixel by pixel (Chollet, 2017). Input [batch,
 * height, width, channels]; output [batch, height', width', filters]; depthwise kernel [kernel height, kernel width,
 * channels, depthMultiplier]; pointwise kernel [1, 1, channels · depthMultiplier, filters].
 */
export class SeparableConv2D extends DepthwiseConvolution {
  static override readonly takes = layerTakes<SeparableOptions>("SeparableConv2D", SEPARABLE_OPTIONS, "filters", "kernelSize");

  constructor(filters: number, kernelSize: number | Pair, options: SeparableOptions = {}) {
    super("images", kernelSize, options, filters);
  }
}

/**
 * Creates a separable convolution of images.
 * @param filters - number of channels of the output.
 * @param kernelSize - size of a kernel in pixels: one number, or [height, width].
 * @example
 * const features = separableConv2d(16, 3, { padding: "same" });
 */
export const separableConv2d = (filters: number, kernelSize: number | Pair, options: SeparableOptions = {}): SeparableConv2D =>
  new SeparableConv2D(filters, kernelSize, options);
