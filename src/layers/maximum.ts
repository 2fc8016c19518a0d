import { maximum as larger, type Tensor } from "../graph/index.ts";
import { Merging } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The larger of several values, number by number. Inputs [batch, …] of equal shapes, or with size 1 where others are longer. */
export class Maximum extends Merging {
  static override readonly takes = layerTakes("Maximum", {});

  protected merged(values: readonly Tensor[]): Tensor {
    return values.reduce((largest, value) => larger(largest, value));
  }
}

/** The largest of values: `maximum().apply([a, b])`. */
export const maximum = (options: LayerOptions = {}): Maximum => new Maximum(options);
