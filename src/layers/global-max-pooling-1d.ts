import { max, type Tensor } from "../graph/index.ts";
import { GlobalPooling, type GlobalPoolingOptions, globalPoolingTakes } from "./global-pooling.ts";
import { expectSequences } from "./sequences.ts";

/**
 * Takes the maximum of each feature over all steps: [batch, time, features] → [batch, features]. Equal numbers share the
 * gradient.
 */
export class GlobalMaxPooling1D extends GlobalPooling {
  static override readonly takes = globalPoolingTakes("GlobalMaxPooling1D");

  protected pooled(x: Tensor): Tensor {
    expectSequences(x);
    return max(x, 1);
  }
}

/**
 * Creates a layer that takes the maximum over all steps.
 * @example
 * const pooled = globalMaxPooling1d();
 */
export const globalMaxPooling1d = (options: GlobalPoolingOptions = {}): GlobalMaxPooling1D => new GlobalMaxPooling1D(options);
