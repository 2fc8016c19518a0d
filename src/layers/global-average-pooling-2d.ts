import { optionsOf } from "../core/options.ts";
import { reduceMean, type Tensor } from "../graph/index.ts";
import { LAYER_OPTIONS, Layer, type LayerOptions } from "./layer.ts";
import { expectImages } from "./windows.ts";

/** The mean of each channel over the whole image: [batch, height, width, channels] → [batch, channels]. */
export class GlobalAveragePooling2D extends Layer {
  static override readonly takes = optionsOf<LayerOptions>("GlobalAveragePooling2D", LAYER_OPTIONS);
  readonly kind = "GlobalAveragePooling2D";

  call(x: Tensor): Tensor {
    expectImages(x);
    return reduceMean(x, [1, 2]);
  }
}

/** Each channel's mean. */
export const globalAveragePooling2d = (options: LayerOptions = {}): GlobalAveragePooling2D => new GlobalAveragePooling2D(options);
