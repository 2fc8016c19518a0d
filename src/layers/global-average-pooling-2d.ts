import { reduceMean, type Tensor } from "../graph/index.ts";
import { Layer, type LayerOptions, layerTakes } from "./layer.ts";
import { expectImages } from "./windows.ts";

/** The mean of each channel over the whole image: [batch, height, width, channels] → [batch, channels]. */
export class GlobalAveragePooling2D extends Layer {
  static override readonly takes = layerTakes("GlobalAveragePooling2D", {});

  call(x: Tensor): Tensor {
    expectImages(x);
    return reduceMean(x, [1, 2]);
  }
}

/** Each channel's mean. */
export const globalAveragePooling2d = (options: LayerOptions = {}): GlobalAveragePooling2D => new GlobalAveragePooling2D(options);
