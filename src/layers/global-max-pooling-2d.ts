import { max, type Tensor } from "../graph/index.ts";
import { GlobalPooling, type GlobalPoolingOptions, globalPoolingTakes } from "./global-pooling.ts";
import { expectImages, pixelsOf } from "./windows.ts";

/**
 * Takes the maximum of each channel over the whole image: [batch, height, width, channels] → [batch, channels]. Equal
 * numbers share the gradient.
 */
export class GlobalMaxPooling2D extends GlobalPooling {
  static override readonly takes = globalPoolingTakes("GlobalMaxPooling2D");

  protected pooled(x: Tensor): Tensor {
    expectImages(x);
    return max(pixelsOf(x), 1);
  }
}

/**
 * Creates a layer that takes the maximum of each channel.
 * @example
 * const pooled = globalMaxPooling2d();
 */
export const globalMaxPooling2d = (options: GlobalPoolingOptions = {}): GlobalMaxPooling2D => new GlobalMaxPooling2D(options);
