import { optionsOf } from "../core/options.ts";
import { flattenRows, type Tensor } from "../graph/index.ts";
import { LAYER_OPTIONS, Layer, type LayerOptions } from "./layer.ts";

/** [batch, a, b, …] → [batch, a · b · …]. */
export class Flatten extends Layer {
  static override readonly takes = optionsOf<LayerOptions>("Flatten", LAYER_OPTIONS);
  readonly kind = "Flatten";

  call(x: Tensor): Tensor {
    return flattenRows(x);
  }
}

/** Each example as one row of features. */
export const flatten = (options: LayerOptions = {}): Flatten => new Flatten(options);
