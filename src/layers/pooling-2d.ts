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

export interface Pooling2DOptions extends LayerOptions, DataFormat {
  /** 2 by default. */
  readonly poolSize?: number | Pair;
  /** The pool's size by default: windows side by side. */
  readonly strides?: number | Pair;
  /** `valid` by default. */
  readonly padding?: Padding;
}

/** What a pooling of images takes. @param kind its name. */
export const pooling2dTakes = (kind: string) =>
  layerTakes<Pooling2DOptions>(kind, { poolSize: true, strides: true, padding: true, dataFormat: true });

/** Each window of images as one number a channel. Input [batch, height, width, channels]; output [batch, height', width', channels]. */
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

  /** For training: made of what is fast in both directions. */
  protected abstract lowered(x: Tensor, windows: Windows): Tensor;
  /** For inference: ONNX's own operator. */
  protected abstract standard(x: Tensor, windows: Windows): Tensor;
}
