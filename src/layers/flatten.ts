import { flattenRows, type Tensor } from "../graph/index.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** Flattens each example to one row: [batch, a, b, …] → [batch, a · b · …]. */
export class Flatten extends Layer {
  static override readonly takes = layerTakes("Flatten", {});

  call(x: Tensor): Tensor {
    return flattenRows(x);
  }
}

/**
 * Creates a layer that flattens each example.
 * @example
 * const model = sequential([flatten({ inputShape: [28, 28] }), dense(100)]);
 */
export const flatten = (options: LayerOptions = {}): Flatten => new Flatten(options);
