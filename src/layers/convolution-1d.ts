import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { filtersOf } from "./conv-2d.ts";
import type { convolve } from "./convolution.ts";
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
import { alongTime, asImageKernel, asImages, asSequences, expectSequences, sequenceOf } from "./sequences.ts";
import type { Variable } from "./variable.ts";
import { type Padding, paddingOf, windowsOn } from "./windows.ts";

export interface Convolution1DOptions extends KernelOptions {
  /** 1 by default. */
  readonly strides?: number;
  /** `valid` by default, as in Keras. */
  readonly padding?: Padding;
}

/** What a convolution along time takes. @param kind its name. */
export const convolution1dTakes = (kind: string) =>
  layerTakes<Convolution1DOptions>(kind, { ...KERNEL_OPTIONS, strides: true, padding: true }, "filters", "kernelSize");

/** A convolution along time, or the way back of one: that of images one pixel high. Input [batch, time, features]; output [batch, time', filters]. */
export abstract class Convolution1D extends Layer {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: Padding;
  private readonly options: KernelConfig;
  private features: number | undefined;

  constructor(filters: number, kernelSize: number, { strides = 1, padding = "valid", ...options }: Convolution1DOptions = {}) {
    super(options);
    this.filters = filtersOf(filters);
    this.kernelSize = alongTime("kernelSize", kernelSize)[1];
    this.strides = alongTime("strides", strides)[1];
    this.padding = paddingOf(padding);
    this.options = kernelConfig(options);
  }

  /** The last two axes of the kernel. */
  protected abstract kernelAxes(features: number): readonly [number, number];
  /** The length on which the windows lie. */
  protected abstract lengthUnderWindows(time: number): number;
  /** The convolution of images, in the form for training and in that for use and export. */
  protected abstract readonly lowered: Readonly<Record<"training" | "use", typeof convolve>>;

  protected override build(inputShape: readonly number[]): Variable[] {
    const [, features] = sequenceOf(inputShape);
    this.features = features;
    return [
      kernelVariable([this.kernelSize, ...this.kernelAxes(features)], this.options),
      ...biasVariables(this.filters, this.options),
    ];
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [kernel, bias] = this.variables;
    const [time] = expectSequences(x, this.features);
    const length = this.lengthUnderWindows(time);
    const windows = windowsOn([1, length], [1, this.kernelSize], [1, this.strides], this.padding);
    const convolved = this.lowered[context.training ? "training" : "use"];
    const sums = asSequences(
      convolved(asImages(x), asImageKernel(context.weight(kernel!)), bias && context.weight(bias), windows),
    );
    return activated(sums, this.options, context);
  }

  override config() {
    const { filters, kernelSize, strides, padding } = this;
    return { filters, kernelSize, strides, padding, ...this.options };
  }
}
