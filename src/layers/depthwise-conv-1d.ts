import { DEPTHWISE_OPTIONS, DepthwiseConvolution, type DepthwiseOptions } from "./depthwise-convolution.ts";
import { layerTakes } from "./takes.ts";

/**
 * A convolution along time of each feature by filters of its own, which see no other feature. Input [batch, time, features]; output [batch, time',
 * features · depthMultiplier], those of the first feature first; kernel [kernel size, features, depthMultiplier].
 */
export class DepthwiseConv1D extends DepthwiseConvolution {
  static override readonly takes = layerTakes<DepthwiseOptions<number>>("DepthwiseConv1D", DEPTHWISE_OPTIONS, "kernelSize");

  constructor(kernelSize: number, options: DepthwiseOptions<number> = {}) {
    super("sequences", kernelSize, options);
  }
}

/** A convolution along time of each feature by itself: `depthwiseConv1d(3, { padding: "same" })`. */
export const depthwiseConv1d = (kernelSize: number, options: DepthwiseOptions<number> = {}): DepthwiseConv1D =>
  new DepthwiseConv1D(kernelSize, options);
