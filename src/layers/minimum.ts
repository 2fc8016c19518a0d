import { minimum as smaller, type Tensor } from "../graph/index.ts";
import type { Mask } from "./masks.ts";
import { Merging, takenWhereCounted } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The smaller of several values, number by number. Inputs [batch, …] of equal shapes, or with size 1 where others are longer. */
export class Minimum extends Merging {
  static override readonly takes = layerTakes("Minimum", {});

  protected merged(values: readonly Tensor[], masks: readonly Mask[]): Tensor {
    return takenWhereCounted(values, masks, smaller);
  }
}

/** The smallest of values: `minimum().apply([a, b])`. */
export const minimum = (options: LayerOptions = {}): Minimum => new Minimum(options);
