import { reduceMean, type Tensor } from "../graph/index.ts";
import { GlobalPooling, type GlobalPoolingOptions, globalPoolingTakes } from "./global-pooling.ts";
import { expectImages } from "./windows.ts";

/** Takes the mean of each channel over the whole image: [batch, height, width, channels] → [batch, channels]. */
export class GlobalAveragePooling2D extends GlobalPooling {
  static override readonly takes = globalPoolingTakes("GlobalAveragePooling2D");

  protected pooled(x: Tensor): Tensor {
    expectImages(x);
    return reduceMean(x, [1, 2]);
  }
}

/**
 * Creates a layer that takes the mean of each channel.
 * @example
 * const model = sequential([conv2d(16, 3, { inputShape: [28, 28, 1] }), globalAveragePooling2d()]);
 */
export const globalAveragePooling2d = (options: GlobalPoolingOptions = {}): GlobalAveragePooling2D =>
  new GlobalAveragePooling2D(options);
