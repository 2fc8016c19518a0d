import { div, maximum, mul, reduceMean, reduceSum, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { GlobalPooling, type GlobalPoolingOptions, globalPoolingTakes } from "./global-pooling.ts";
import { overFeatures } from "./masks.ts";
import { expectSequences } from "./sequences.ts";

/**
 * Takes the mean of each feature over all steps that aren't masked; 0 if all are. Input [batch, time, features]; output
 * [batch, features].
 */
export class GlobalAveragePooling1D extends GlobalPooling {
  static override readonly takes = globalPoolingTakes("GlobalAveragePooling1D");

  protected pooled(x: Tensor, context: CallContext): Tensor {
    expectSequences(x);
    const mask = context.maskOf(x);
    if (!mask) return reduceMean(x, [1]);
    return div(reduceSum(mul(x, overFeatures(mask)), [1]), maximum(reduceSum(mask, [1], { keepDims: true }), 1));
  }
}

/**
 * Creates a layer that takes the mean over all steps.
 * @example
 * const model = sequential([embedding(10000, 16, { inputShape: [50] }), globalAveragePooling1d()]);
 */
export const globalAveragePooling1d = (options: GlobalPoolingOptions = {}): GlobalAveragePooling1D =>
  new GlobalAveragePooling1D(options);
