import { minimum as smaller, type Tensor } from "../graph/index.ts";
import type { Mask } from "./masks.ts";
import { Merging, takenWhereCounted } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * Takes the minimum of several inputs, element by element. The inputs [batch, …] have equal shapes, or size 1 on an axis
 * where others are larger.
 */
export class Minimum extends Merging {
  static override readonly takes = layerTakes("Minimum", {});

  protected merged(values: readonly Tensor[], masks: readonly Mask[]): Tensor {
    return takenWhereCounted(values, masks, smaller);
  }
}

/**
 * Creates a layer that takes the minimum of its inputs.
 * @example
 * const smaller = minimum().apply([a, b]);
 */
export const minimum = (options: LayerOptions = {}): Minimum => new Minimum(options);
