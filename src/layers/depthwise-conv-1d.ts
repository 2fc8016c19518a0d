import { DEPTHWISE_OPTIONS, DepthwiseConvolution, type DepthwiseOptions } from "./depthwise-convolution.ts";
import { layerTakes } from "./takes.ts";

/**
 * Convolves each feature along time with its own filters, which see no other feature. Input [batch, time, features]; output
 * [batch, time', features · depthMultiplier], ordered by feature; kernel [kernel size, features, depthMultiplier].
 */
export class DepthwiseConv1D extends DepthwiseConvolution {
  static override readonly takes = layerTakes<DepthwiseOptions<number>>("DepthwiseConv1D", DEPTHWISE_OPTIONS, "kernelSize");

  constructor(kernelSize: number, options: DepthwiseOptions<number> = {}) {
    super("sequences", kernelSize, options);
  }
}

/**
 * Creates a depthwise convolution along time.
 * @param kernelSize - number of steps that a kernel covers.
 * @example
 * const filtered = depthwiseConv1d(3, { padding: "same" });
 */
export const depthwiseConv1d = (kernelSize: number, options: DepthwiseOptions<number> = {}): DepthwiseConv1D =>
  new DepthwiseConv1D(kernelSize, options);
