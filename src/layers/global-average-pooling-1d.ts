import { reduceMean, type Tensor } from "../graph/index.ts";
import { GlobalPooling, type GlobalPoolingOptions, globalPoolingTakes } from "./global-pooling.ts";
import { expectSequences } from "./sequences.ts";

/** The mean of each feature over all steps: [batch, time, features] → [batch, features]. */
export class GlobalAveragePooling1D extends GlobalPooling {
  static override readonly takes = globalPoolingTakes("GlobalAveragePooling1D");

  protected pooled(x: Tensor): Tensor {
    expectSequences(x);
    return reduceMean(x, [1]);
  }
}

/** Each feature's mean over all steps. */
export const globalAveragePooling1d = (options: GlobalPoolingOptions = {}): GlobalAveragePooling1D =>
  new GlobalAveragePooling1D(options);
