import { sub, type Tensor } from "../graph/index.ts";
import { expectSeveral, Merging } from "./merging.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The first of two values less the second. Inputs [batch, …] of equal shapes, or with size 1 where the other is longer. */
export class Subtract extends Merging {
  static override readonly takes = layerTakes("Subtract", {});

  protected merged(values: readonly Tensor[]): Tensor {
    const [first, second] = expectSeveral(values, 2);
    return sub(first!, second!);
  }
}

/** The difference of two values: `subtract().apply([a, b])`. */
export const subtract = (options: LayerOptions = {}): Subtract => new Subtract(options);
