import { add, mul, type Tensor } from "../graph/index.ts";
import { Merging } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The mean of several values, number by number. Inputs [batch, …] of equal shapes, or with size 1 where others are longer. */
export class Average extends Merging {
  static override readonly takes = layerTakes("Average", {});

  protected merged(values: readonly Tensor[]): Tensor {
    return mul(
      values.reduce((sum, value) => add(sum, value)),
      1 / values.length,
    );
  }
}

/** The mean of values: `average().apply([a, b])`. */
export const average = (options: LayerOptions = {}): Average => new Average(options);
