import { ShapeError } from "../core/errors.ts";
import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { convolve, standardConvolution } from "./convolution.ts";
import {
  activated,
  biasVariables,
  KERNEL_OPTIONS,
  type KernelConfig,
  type KernelOptions,
  kernelConfig,
  kernelVariable,
} from "./kernel.ts";
import { Layer, layerTakes } from "./layer.ts";
import type { Variable } from "./variable.ts";
import { expectImages, imageOf, type Padding, type Pair, paddingOf, pairOf, windowsOn } from "./windows.ts";

export interface Conv2DOptions extends KernelOptions {
  /** 1 by default. */
  readonly strides?: number | Pair;
  /** `valid` by default, as in Keras. */
  readonly padding?: Padding;
}

/**
 * y = activation(x * kernel + bias): a convolution. Input [batch, height, width, channels]; output [batch, height', width', filters]; kernel
 * [kernel height, kernel width, channels, filters].
 */
export class Conv2D extends Layer {
  static override readonly takes = layerTakes<Conv2DOptions>(
    "Conv2D",
    { ...KERNEL_OPTIONS, strides: true, padding: true },
    "filters",
    "kernelSize",
  );
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  private readonly options: KernelConfig;

  constructor(filters: number, kernelSize: number | Pair, { strides = 1, padding = "valid", ...options }: Conv2DOptions = {}) {
    super(options);
    this.filters = filtersOf(filters);
    this.kernelSize = pairOf("kernelSize", kernelSize);
    this.strides = pairOf("strides", strides);
    this.padding = paddingOf(padding);
    this.options = kernelConfig(options);
  }

  protected override build(inputShape: readonly number[]): Variable[] {
    const { channels } = imageOf(inputShape);
    return [
      kernelVariable([...this.kernelSize, channels, this.filters], this.options),
      ...biasVariables(this.filters, this.options),
    ];
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [kernel, bias] = this.variables;
    const image = expectImages(x, kernel!.shape[2]!);
    const windows = windowsOn(image, this.kernelSize, this.strides, this.padding);
    const lowered = context.training ? convolve : standardConvolution;
    const sums = lowered(x, context.weight(kernel!), bias && context.weight(bias), windows);
    return activated(sums, this.options, context);
  }

  override config() {
    const { filters, kernelSize, strides, padding } = this;
    return { filters, kernelSize, strides, padding, ...this.options };
  }
}

/** @throws ShapeError where there isn't a whole number of filters of at least 1. */
export function filtersOf(filters: number): number {
  if (!Number.isInteger(filters) || filters < 1)
    throw new ShapeError(`A convolution needs a whole number of filters of at least 1, but gets ${filters}.`);
  return filters;
}

/** A convolution of images by some filters: `conv2d(16, 3, { padding: "same" })`. */
export const conv2d = (filters: number, kernelSize: number | Pair, options: Conv2DOptions = {}): Conv2D =>
  new Conv2D(filters, kernelSize, options);
