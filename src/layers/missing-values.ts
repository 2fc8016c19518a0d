import { ndarray } from "../core/ndarray.ts";
import { cast, concat, constant, equal, gemm, sub, type Tensor, where } from "../graph/index.ts";
import { featuresOf } from "./dense.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** The options of `missingValues`. */
export interface MissingValuesOptions extends LayerOptions {
  /**
   * Indices of features that get an indicator: one more feature at the end, which is 1 if the value is missing. Default:
   * none.
   */
  readonly indicators?: readonly number[];
}

/**
 * Replaces missing values (NaN) with 0, the mean of standardized features. Input [batch, features]; output [batch, features
 * + indicators]. Any shape if there are no indicators.
 */
export class MissingValues extends Layer {
  static override readonly takes = layerTakes<MissingValuesOptions>("MissingValues", { indicators: true });
  readonly indicators: readonly number[];

  constructor({ indicators = [], ...options }: MissingValuesOptions = {}) {
    super(options);
    this.indicators = indicators;
  }

  call(x: Tensor): Tensor {
    const present = equal(x, x); // NaN isn't equal to itself.
    const filled = where(present, x, 0);
    if (this.indicators.length === 0) return filled;
    const width = featuresOf(x.shape.slice(1) as number[]);
    const picked = new Float32Array(width * this.indicators.length);
    this.indicators.forEach((feature, i) => {
      picked[feature * this.indicators.length + i] = 1;
    });
    const missing = sub(1, cast(present, "float32"));
    return concat([filled, gemm(missing, constant(ndarray("float32", [width, this.indicators.length], picked)))], 1);
  }

  override get acceptsMissing(): boolean {
    return true;
  }
}

/**
 * Creates a layer that replaces missing values and can indicate them.
 * @example
 * const model = sequential([missingValues({ indicators: [0, 3], inputShape: [8] }), dense(30)]);
 */
export const missingValues = (options: MissingValuesOptions = {}): MissingValues => new MissingValues(options);
