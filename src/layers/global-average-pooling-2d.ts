import { reduceMean, type Tensor } from "../graph/index.ts";
import { GlobalPooling, type GlobalPoolingOptions, globalPoolingTakes } from "./global-pooling.ts";
import { expectImages } from "./windows.ts";

/** The mean of each channel over the whole image: [batch, height, width, channels] → [batch, channels]. */
export class GlobalAveragePooling2D extends GlobalPooling {
  static override readonly takes = globalPoolingTakes("GlobalAveragePooling2D");

  protected pooled(x: Tensor): Tensor {
    expectImages(x);
    return reduceMean(x, [1, 2]);
  }
}

/** Each channel's mean. */
export const globalAveragePooling2d = (options: GlobalPoolingOptions = {}): GlobalAveragePooling2D =>
  new GlobalAveragePooling2D(options);
