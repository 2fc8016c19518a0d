import { add, mul, sub, type Tensor } from "../graph/index.ts";
import { type Mask, overFeatures } from "./masks.ts";
import { Merging } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The product of several values, number by number. Inputs [batch, …] of equal shapes, or with size 1 where others are longer. */
export class Multiply extends Merging {
  static override readonly takes = layerTakes("Multiply", {});

  /** What is skipped in one of the values counts as 1, and gives 0 where it is skipped in all of them. */
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

/** The product of values: `multiply().apply([a, b])`. */
export const multiply = (options: LayerOptions = {}): Multiply => new Multiply(options);
