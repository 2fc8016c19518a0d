import { sub, type Tensor } from "../graph/index.ts";
import { expectSeveral, Merging } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * Subtracts the second of two inputs from the first. The inputs [batch, …] have equal shapes, or size 1 on an axis where the
 * other is larger.
 */
export class Subtract extends Merging {
  static override readonly takes = layerTakes("Subtract", {});

  protected merged(values: readonly Tensor[]): Tensor {
    const [first, second] = expectSeveral(values, 2);
    return sub(first!, second!);
  }
}

/**
 * Creates a layer that subtracts its inputs.
 * @example
 * const difference = subtract().apply([a, b]);
 */
export const subtract = (options: LayerOptions = {}): Subtract => new Subtract(options);
