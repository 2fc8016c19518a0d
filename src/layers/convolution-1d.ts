import type { OptionNames } from "../core/options.ts";
import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { filtersOf } from "./conv-2d.ts";
import {
  activated,
  biasVariables,
  KERNEL_OPTIONS,
  type KernelConfig,
  type KernelOptions,
  kernelConfig,
  kernelVariable,
} from "./kernel.ts";
import { Layer } from "./layer.ts";
import { alongTime, asImageKernel, asImages, asSequences, expectSequences, sequenceOf } from "./sequences.ts";
import type { LayerOptions } from "./takes.ts";
import { type DataFormat, expectChannelsLast, type Padding, paddingOf, type Windows } from "./windows.ts";

export interface Convolution1DOptions extends KernelOptions, DataFormat {
  /** 1 by default. */
  readonly strides?: number;
  /** `valid` by default, as in Keras. */
  readonly padding?: Padding;
}

export const CONVOLUTION_1D_OPTIONS: OptionNames<Omit<Convolution1DOptions, keyof LayerOptions>> = {
  ...KERNEL_OPTIONS,
  strides: true,
  padding: true,
  dataFormat: true,
};

/** A convolution along time, or the way back of one: that of images one pixel high. Input [batch, time, features]; output [batch, time', filters]. */
export abstract class Convolution1D extends Layer {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: Padding;
  protected readonly options: KernelConfig;
  private features: number | undefined;

  constructor(filters: number, kernelSize: number, { strides = 1, padding = "valid", ...options }: Convolution1DOptions = {}) {
    super(options);
    expectChannelsLast(options);
    this.filters = filtersOf(filters);
    this.kernelSize = alongTime("kernelSize", kernelSize)[1];
    this.strides = alongTime("strides", strides)[1];
    this.padding = paddingOf(padding);
    this.options = kernelConfig(options);
  }

  /** The last two axes of the kernel. */
  protected abstract kernelAxes(features: number): readonly [number, number];
  /** The windows on sequences of a length, as those on images one pixel high. */
  protected abstract windowsOn(time: number): Windows;
  /** The convolution of images, in the form for training or in that for use and export. */
  protected abstract convolved(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows, training: boolean): Tensor;

  protected override build(inputShape: readonly number[]): void {
    const [, features] = sequenceOf(inputShape);
    this.features = features;
    this.hold([
      kernelVariable([this.kernelSize, ...this.kernelAxes(features)], this.options),
      ...biasVariables(this.filters, this.options),
    ]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [kernel, bias] = this.variables;
    const [time] = expectSequences(x, this.features);
    const [images, kernels] = [asImages(x), asImageKernel(context.weight(kernel!))];
    const sums = this.convolved(images, kernels, bias && context.weight(bias), this.windowsOn(time), context.training);
    return activated(asSequences(sums), this.options, context);
  }

  override config(): Record<string, unknown> {
    const { filters, kernelSize, strides, padding } = this;
    return { filters, kernelSize, strides, padding, ...this.options };
  }
}
