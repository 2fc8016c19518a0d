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

/** The options of convolutions along time. */
export interface Convolution1DOptions extends KernelOptions, DataFormat {
  /** Distance between windows, in steps; default 1. */
  readonly strides?: number;
  /** Padding: "valid" (default, as in Keras) or "same". */
  readonly padding?: Padding;
}

export const CONVOLUTION_1D_OPTIONS: OptionNames<Omit<Convolution1DOptions, keyof LayerOptions>> = {
  ...KERNEL_OPTIONS,
  strides: true,
  padding: true,
  dataFormat: true,
};

/**
 * The base class of convolutions along time and their transposes. They compute convolutions of images that are one pixel
 * high. Input [batch, time, features]; output [batch, time', filters].
 */
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

  /** Returns the sizes of the kernel's last two axes. */
  protected abstract kernelAxes(features: number): readonly [number, number];
  /** Returns the windows on sequences of a length, as windows on images one pixel high. */
  protected abstract windowsOn(time: number): Windows;
  /** Computes the convolution of images, in the form for training or in the form for use and export. */
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
