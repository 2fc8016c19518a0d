import { DepthwiseConvolution, SEPARABLE_OPTIONS, type SeparableOptions } from "./depthwise-convolution.ts";
import { layerTakes } from "./takes.ts";
import type { Pair } from "./windows.ts";

/**
 * A convolution of each channel by filters of its own, then of all channels pixel by pixel (Chollet, 2017). Input [batch, height, width, channels];
 * output [batch, height', width', filters]; depthwise kernel [kernel height, kernel width, channels, depthMultiplier], pointwise kernel [1, 1, channels ·
 * depthMultiplier, filters].
 */
export class SeparableConv2D extends DepthwiseConvolution {
  static override readonly takes = layerTakes<SeparableOptions>("SeparableConv2D", SEPARABLE_OPTIONS, "filters", "kernelSize");

  constructor(filters: number, kernelSize: number | Pair, options: SeparableOptions = {}) {
    super("images", kernelSize, options, filters);
  }
}

/** A separable convolution of images by some filters: `separableConv2d(16, 3, { padding: "same" })`. */
export const separableConv2d = (filters: number, kernelSize: number | Pair, options: SeparableOptions = {}): SeparableConv2D =>
  new SeparableConv2D(filters, kernelSize, options);
