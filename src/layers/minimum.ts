import { minimum as smaller, type Tensor } from "../graph/index.ts";
import { Merging } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The smaller of several values, number by number. Inputs [batch, …] of equal shapes, or with size 1 where others are longer. */
export class Minimum extends Merging {
  static override readonly takes = layerTakes("Minimum", {});

  protected merged(values: readonly Tensor[]): Tensor {
    return values.reduce((smallest, value) => smaller(smallest, value));
  }
}

/** The smallest of values: `minimum().apply([a, b])`. */
export const minimum = (options: LayerOptions = {}): Minimum => new Minimum(options);
