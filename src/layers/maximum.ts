import { maximum as larger, type Tensor } from "../graph/index.ts";
import type { Mask } from "./masks.ts";
import { Merging, takenWhereCounted } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * Takes the maximum of several inputs, element by element. The inputs [batch, …] have equal shapes, or size 1 on an axis
 * where others are larger.
 */
export class Maximum extends Merging {
  static override readonly takes = layerTakes("Maximum", {});

  protected merged(values: readonly Tensor[], masks: readonly Mask[]): Tensor {
    return takenWhereCounted(values, masks, larger);
  }
}

/**
 * Creates a layer that takes the maximum of its inputs.
 * @example
 * const larger = maximum().apply([a, b]);
 */
export const maximum = (options: LayerOptions = {}): Maximum => new Maximum(options);
