import { max, type Tensor } from "../graph/index.ts";
import { GlobalPooling, type GlobalPoolingOptions, globalPoolingTakes } from "./global-pooling.ts";
import { expectImages, pixelsOf } from "./windows.ts";

/** The largest of each channel over the whole image: [batch, height, width, channels] → [batch, channels]. Equal ones share the gradient. */
export class GlobalMaxPooling2D extends GlobalPooling {
  static override readonly takes = globalPoolingTakes("GlobalMaxPooling2D");

  protected pooled(x: Tensor): Tensor {
    expectImages(x);
    return max(pixelsOf(x), 1);
  }
}

/** Each channel's largest value. */
export const globalMaxPooling2d = (options: GlobalPoolingOptions = {}): GlobalMaxPooling2D => new GlobalMaxPooling2D(options);
