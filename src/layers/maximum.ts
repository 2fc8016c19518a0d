import { maximum as larger, type Tensor } from "../graph/index.ts";
import type { Mask } from "./masks.ts";
import { Merging, takenWhereCounted } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The larger of several values, number by number. Inputs [batch, …] of equal shapes, or with size 1 where others are longer. */
export class Maximum extends Merging {
  static override readonly takes = layerTakes("Maximum", {});

  protected merged(values: readonly Tensor[], masks: readonly Mask[]): Tensor {
    return takenWhereCounted(values, masks, larger);
  }
}

/** The largest of values: `maximum().apply([a, b])`. */
export const maximum = (options: LayerOptions = {}): Maximum => new Maximum(options);
