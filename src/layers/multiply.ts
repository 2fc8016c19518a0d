import { mul, type Tensor } from "../graph/index.ts";
import { Merging } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The product of several values, number by number. Inputs [batch, …] of equal shapes, or with size 1 where others are longer. */
export class Multiply extends Merging {
  static override readonly takes = layerTakes("Multiply", {});

  protected merged(values: readonly Tensor[]): Tensor {
    return values.reduce((product, value) => mul(product, value));
  }
}

/** The product of values: `multiply().apply([a, b])`. */
export const multiply = (options: LayerOptions = {}): Multiply => new Multiply(options);
