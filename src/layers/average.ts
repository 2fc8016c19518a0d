import { add, mul, type Tensor } from "../graph/index.ts";
import { Merging } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * Takes the mean of several inputs, element by element. The inputs [batch, …] have equal shapes, or size 1 on an axis where
 * others are larger.
 */
export class Average extends Merging {
  static override readonly takes = layerTakes("Average", {});

  protected merged(values: readonly Tensor[]): Tensor {
    return mul(
      values.reduce((sum, value) => add(sum, value)),
      1 / values.length,
    );
  }
}

/**
 * Creates a layer that takes the mean of its inputs.
 * @example
 * const mean = average().apply([a, b]);
 */
export const average = (options: LayerOptions = {}): Average => new Average(options);
