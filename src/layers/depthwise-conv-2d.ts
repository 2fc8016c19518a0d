import { DEPTHWISE_OPTIONS, DepthwiseConvolution, type DepthwiseOptions } from "./depthwise-convolution.ts";
import { layerTakes } from "./takes.ts";
import type { Pair } from "./windows.ts";

/**
 * A convolution of each channel by filters of its own, which see no other channel. Input [batch, height, width, channels]; output [batch, height',
 * width', channels · depthMultiplier], those of the first channel first; kernel [kernel height, kernel width, channels, depthMultiplier].
 */
export class DepthwiseConv2D extends DepthwiseConvolution {
  static override readonly takes = layerTakes<DepthwiseOptions>("DepthwiseConv2D", DEPTHWISE_OPTIONS, "kernelSize");

  constructor(kernelSize: number | Pair, options: DepthwiseOptions = {}) {
    super("images", kernelSize, options);
  }
}

/** A convolution of each channel of images by itself: `depthwiseConv2d(3, { padding: "same" })`. */
export const depthwiseConv2d = (kernelSize: number | Pair, options: DepthwiseOptions = {}): DepthwiseConv2D =>
  new DepthwiseConv2D(kernelSize, options);
