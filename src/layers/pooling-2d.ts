import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import {
  type DataFormat,
  expectChannelsLast,
  expectImages,
  type Padding,
  type Pair,
  paddingOf,
  pairOf,
  type Windows,
  windowsOn,
} from "./windows.ts";

/** The options of poolings of images. */
export interface Pooling2DOptions extends LayerOptions, DataFormat {
  /** Size of a window in pixels: one number, or [height, width]; default 2. */
  readonly poolSize?: number | Pair;
  /** Distance between windows: one number, or [down, across]; default: `poolSize`, so that windows don't overlap. */
  readonly strides?: number | Pair;
  /** Padding: "valid" (default) or "same". */
  readonly padding?: Padding;
}

/**
 * Lists the options of a pooling of images.
 * @param kind - name of the layer.
 */
export const pooling2dTakes = (kind: string) =>
  layerTakes<Pooling2DOptions>(kind, { poolSize: true, strides: true, padding: true, dataFormat: true });

/** The base class of poolings of images. Input [batch, height, width, channels]; output [batch, height', width', channels]. */
export abstract class Pooling2D extends Layer {
  readonly poolSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;

  constructor({ poolSize = 2, strides = poolSize, padding = "valid", ...options }: Pooling2DOptions = {}) {
    super(options);
    expectChannelsLast(options);
    this.poolSize = pairOf("poolSize", poolSize);
    this.strides = pairOf("strides", strides);
    this.padding = paddingOf(padding);
  }

  call(x: Tensor, { training }: CallContext): Tensor {
    const windows = windowsOn(expectImages(x), this.poolSize, this.strides, this.padding);
    return training ? this.lowered(x, windows) : this.standard(x, windows);
  }

  /** Computes the form for training, from operators that are fast forwards and backwards. */
  protected abstract lowered(x: Tensor, windows: Windows): Tensor;
  /** Computes the form for inference: ONNX's own operator. */
  protected abstract standard(x: Tensor, windows: Windows): Tensor;
}
