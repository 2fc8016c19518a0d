import { max, type Tensor } from "../graph/index.ts";
import { GlobalPooling, type GlobalPoolingOptions, globalPoolingTakes } from "./global-pooling.ts";
import { expectSequences } from "./sequences.ts";

/** The largest of each feature over all steps: [batch, time, features] → [batch, features]. Equal ones share the gradient. */
export class GlobalMaxPooling1D extends GlobalPooling {
  static override readonly takes = globalPoolingTakes("GlobalMaxPooling1D");

  protected pooled(x: Tensor): Tensor {
    expectSequences(x);
    return max(x, 1);
  }
}

/** Each feature's largest value over all steps. */
export const globalMaxPooling1d = (options: GlobalPoolingOptions = {}): GlobalMaxPooling1D => new GlobalMaxPooling1D(options);
