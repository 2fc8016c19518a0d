import { add, div, mul, sub, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { variable } from "./variable.ts";

/** What has its own center and scale: each number of an example, each feature (last axis), or all numbers together. */
export type StandardizedBy = "element" | "feature" | "all";

export interface StandardizationOptions extends LayerOptions {
  /** "element" by default. */
  readonly by?: StandardizedBy;
  /** Scales back: multiplies by the scale and adds the center; false by default. */
  readonly inverse?: boolean;
}

/**
 * Subtracts the center from numbers and divides them by their scale; `inverse` does the opposite. Center and scale are 0 and 1 until they are set; training
 * doesn't change them. Any shape; the output has the same shape.
 */
export class Standardization extends Layer {
  static override readonly takes = layerTakes<StandardizationOptions>("Standardization", { by: true, inverse: true });
  override readonly supportsMasking = true;
  readonly by: StandardizedBy;
  readonly inverse: boolean;

  constructor({ by = "element", inverse = false, ...options }: StandardizationOptions = {}) {
    super(options);
    this.by = by;
    this.inverse = inverse;
  }

  protected override build(inputShape: readonly number[]): void {
    const shape = this.by === "element" ? inputShape : this.by === "feature" ? inputShape.slice(-1) : [1];
    this.hold([variable("center", shape, "zeros", { trainable: false }), variable("scale", shape, "ones", { trainable: false })]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [center, scale] = this.variables.map((each) => context.weight(each)) as [Tensor, Tensor];
    return this.inverse ? add(mul(x, scale), center) : div(sub(x, center), scale);
  }
}

/** Numbers in units of their spread, or, with `inverse`, back in their own. */
export const standardization = (options: StandardizationOptions = {}): Standardization => new Standardization(options);
