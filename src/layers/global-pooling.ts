import { reshape, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast } from "./windows.ts";

export interface GlobalPoolingOptions extends LayerOptions, DataFormat {
  /** Whether the axes that are pooled stay, with size 1; false by default. */
  readonly keepdims?: boolean;
}

/** What a pooling of everything takes. @param kind its name. */
export const globalPoolingTakes = (kind: string) => layerTakes<GlobalPoolingOptions>(kind, { keepdims: true, dataFormat: true });

/** All places of an image or of a sequence as one number a channel: [batch, …, channels] → [batch, channels], or [batch, 1, …, channels]. */
export abstract class GlobalPooling extends Layer {
  readonly keepdims: boolean;

  constructor({ keepdims = false, ...options }: GlobalPoolingOptions = {}) {
    super(options);
    expectChannelsLast(options);
    this.keepdims = keepdims;
  }

  /** [batch, …, channels] → [batch, channels]. @throws ShapeError for arrays with another number of axes. */
  protected abstract pooled(x: Tensor, context: CallContext): Tensor;

  call(x: Tensor, context: CallContext): Tensor {
    const y = this.pooled(x, context);
    return this.keepdims ? reshape(y, [y.shape[0]!, ...x.shape.slice(1, -1).map(() => 1), y.shape[1]!]) : y;
  }

  override config() {
    return this.keepdims ? { keepdims: true } : {};
  }
}
