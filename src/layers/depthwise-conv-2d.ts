import { DEPTHWISE_OPTIONS, DepthwiseConvolution, type DepthwiseOptions } from "./depthwise-convolution.ts";
import { layerTakes } from "./takes.ts";
import type { Pair } from "./windows.ts";

/**
 * Convolves each channel with its own filters, which see no other channel. Input [batch, height, width, channels]; output
 * [batch, height', width', channels · depthMultiplier], ordered by channel; kernel [kernel height, kernel width, channels,
 * depthMultiplier].
 */
export class DepthwiseConv2D extends DepthwiseConvolution {
  static override readonly takes = layerTakes<DepthwiseOptions>("DepthwiseConv2D", DEPTHWISE_OPTIONS, "kernelSize");

  constructor(kernelSize: number | Pair, options: DepthwiseOptions = {}) {
    super("images", kernelSize, options);
  }
}

/**
 * Creates a depthwise convolution of images.
 * @param kernelSize - size of a kernel in pixels: one number, or [height, width].
 * @example
 * const filtered = depthwiseConv2d(3, { padding: "same" });
 */
export const depthwiseConv2d = (kernelSize: number | Pair, options: DepthwiseOptions = {}): DepthwiseConv2D =>
  new DepthwiseConv2D(kernelSize, options);
