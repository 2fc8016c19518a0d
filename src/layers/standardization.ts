import { add, div, mul, sub, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { variable } from "./variable.ts";

/**
 * The numbers that share a centre and a scale: "element" gives each number of an example its own, "feature" each feature
 * (last axis), and "all" shares one.
 */
export type StandardizedBy = "element" | "feature" | "all";

/** The options of `standardization`. */
export interface StandardizationOptions extends LayerOptions {
  /** Numbers that share a centre and a scale; default "element". */
  readonly by?: StandardizedBy;
  /** Whether to scale back: multiply by the scale and add the centre; default false. */
  readonly inverse?: boolean;
}

/**
 * Subtracts the centre from numbers and divides them by their scale; `inverse` does the opposite. Centre and scale are 0 and
 * 1 until they are set; training doesn't change them. Any shape; the output has the same shape.
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

/**
 * Creates a layer that standardizes numbers, or scales them back with `inverse`.
 * @example
 * const model = sequential([standardization({ by: "feature", inputShape: [8] }), dense(30)]);
 */
export const standardization = (options: StandardizationOptions = {}): Standardization => new Standardization(options);
