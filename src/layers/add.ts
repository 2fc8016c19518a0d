import { add as sum, type Tensor } from "../graph/index.ts";
import { Merging } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The sum of several values: a skip connection (He et al., 2016). Inputs [batch, …] of equal shapes, or with size 1 where others are longer. */
export class Add extends Merging {
  static override readonly takes = layerTakes("Add", {});

  protected merged(values: readonly Tensor[]): Tensor {
    return values.reduce((whole, value) => sum(whole, value));
  }
}

/** The sum of values: `add().apply([a, b])`. */
export const add = (options: LayerOptions = {}): Add => new Add(options);
