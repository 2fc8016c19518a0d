import { reshape, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast } from "./windows.ts";

/** The options of global pooling layers. */
export interface GlobalPoolingOptions extends LayerOptions, DataFormat {
  /** Whether the pooled axes stay, with size 1; default false. */
  readonly keepdims?: boolean;
}

/**
 * Lists the options of a global pooling layer.
 * @param kind - name of the layer.
 */
export const globalPoolingTakes = (kind: string) => layerTakes<GlobalPoolingOptions>(kind, { keepdims: true, dataFormat: true });

/**
 * The base class of layers that pool a whole image or sequence to one number for each channel: [batch, …, channels] →
 * [batch, channels], or [batch, 1, …, channels] with `keepdims`.
 */
export abstract class GlobalPooling extends Layer {
  readonly keepdims: boolean;

  constructor({ keepdims = false, ...options }: GlobalPoolingOptions = {}) {
    super(options);
    expectChannelsLast(options);
    this.keepdims = keepdims;
  }

  /**
   * Pools [batch, …, channels] to [batch, channels].
   * @throws ShapeError if the input has another number of axes.
   */
  protected abstract pooled(x: Tensor, context: CallContext): Tensor;

  call(x: Tensor, context: CallContext): Tensor {
    const y = this.pooled(x, context);
    return this.keepdims ? reshape(y, [y.shape[0]!, ...x.shape.slice(1, -1).map(() => 1), y.shape[1]!]) : y;
  }

  override config() {
    return this.keepdims ? { keepdims: true } : {};
  }
}
