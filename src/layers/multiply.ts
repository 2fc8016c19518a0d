import { add, mul, sub, type Tensor } from "../graph/index.ts";
import { type Mask, overFeatures } from "./masks.ts";
import { Merging } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/**
 * Multiplies several inputs, element by element. The inputs [batch, …] have equal shapes, or size 1 on an axis where others
 * are larger.
 */
export class Multiply extends Merging {
  static override readonly takes = layerTakes("Multiply", {});

  /** A step that is masked in one input counts as 1 there. A step that is masked in all inputs gives 0. */
  protected merged(values: readonly Tensor[], masks: readonly Mask[]): Tensor {
    const factors = values.map((value, i) => {
      const mask = masks[i] && overFeatures(masks[i]);
      return mask ? add(mul(value, mask), sub(1, mask)) : value;
    });
    const product = factors.reduce((whole, value) => mul(whole, value));
    const mask = this.computeMask(values, masks);
    return mask ? mul(product, overFeatures(mask)) : product;
  }
}

/**
 * Creates a layer that multiplies its inputs.
 * @example
 * const product = multiply().apply([a, b]);
 */
export const multiply = (options: LayerOptions = {}): Multiply => new Multiply(options);
