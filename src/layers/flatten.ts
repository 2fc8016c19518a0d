import { flattenRows, type Tensor } from "../graph/index.ts";
import { Layer, type LayerOptions } from "./layer.ts";

/** [batch, a, b, …] → [batch, a · b · …]. */
export class Flatten extends Layer {
  readonly kind = "Flatten";

  call(x: Tensor): Tensor {
    return flattenRows(x);
  }
}

/** Each example as one row of features. */
export const flatten = (options: LayerOptions = {}): Flatten => new Flatten(options);
