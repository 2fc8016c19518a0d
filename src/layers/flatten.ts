import { flattenRows, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** [batch, a, b, …] → [batch, a · b · …]. */
export class Flatten extends Layer {
  static override readonly takes = layerTakes("Flatten", {});

  call(x: Tensor): Tensor {
    return flattenRows(x);
  }
}

/** Each example as one row of features. */
export const flatten = (options: LayerOptions = {}): Flatten => new Flatten(options);
