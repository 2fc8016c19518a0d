import { add as sum, type Tensor } from "../graph/index.ts";
import { Merging } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * Adds several inputs element by element, for example in a skip connection (He et al., 2016). The inputs [batch, …] have
 * equal shapes, or size 1 on an axis where others are larger.
 */
export class Add extends Merging {
  static override readonly takes = layerTakes("Add", {});

  protected merged(values: readonly Tensor[]): Tensor {
    return values.reduce((whole, value) => sum(whole, value));
  }
}

/**
 * Creates a layer that adds its inputs.
 * @example
 * const sum = add().apply([a, b]);
 */
export const add = (options: LayerOptions = {}): Add => new Add(options);
