import { OptionError, ShapeError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { convolve, convolveInGroups, standardConvolution } from "./convolution.ts";
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
import { layerTakes } from "./takes.ts";
import {
  type DataFormat,
  expectChannelsLast,
  expectImages,
  imageOf,
  type Padding,
  type Pair,
  paddingOf,
  pairOf,
  type Windows,
  windowsOn,
} from "./windows.ts";

export interface Conv2DOptions extends KernelOptions, DataFormat {
  /** 1 by default. */
  readonly strides?: number | Pair;
  /** `valid` by default, as in Keras. */
  readonly padding?: Padding;
  /** Distance of a kernel's taps, one number or [down, across]; 1 by default. */
  readonly dilationRate?: number | Pair;
  /** Cuts channels and filters into so many groups, and a group's filters see its channels alone; 1 by default. Divides both. */
  readonly groups?: number;
}

/**
 * y = activation(x * kernel + bias): a convolution. Input [batch, height, width, channels]; output [batch, height', width', filters]; kernel
 * [kernel height, kernel width, channels / groups, filters].
 */
export class Conv2D extends Layer {
  static override readonly takes = layerTakes<Conv2DOptions>(
    "Conv2D",
    { ...KERNEL_OPTIONS, strides: true, padding: true, dilationRate: true, groups: true, dataFormat: true },
    "filters",
    "kernelSize",
  );
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilationRate: Pair;
  readonly groups: number;
  private readonly options: KernelConfig;

  constructor(
    filters: number,
    kernelSize: number | Pair,
    { strides = 1, padding = "valid", dilationRate = 1, groups = 1, ...options }: Conv2DOptions = {},
  ) {
    super(options);
    expectChannelsLast(options);
    this.filters = filtersOf(filters);
    this.kernelSize = pairOf("kernelSize", kernelSize);
    this.strides = pairOf("strides", strides);
    this.padding = paddingOf(padding);
    this.dilationRate = pairOf("dilationRate", dilationRate);
    this.groups = groupsOf(groups, filters);
    this.options = kernelConfig(options);
  }

  protected override build(inputShape: readonly number[]): void {
    const { channels } = imageOf(inputShape);
    this.hold([
      kernelVariable([...this.kernelSize, channelsOfGroup(channels, this.groups), this.filters], this.options),
      ...biasVariables(this.filters, this.options),
    ]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [kernel, bias] = this.variables;
    const image = expectImages(x, kernel!.shape[2]! * this.groups);
    const windows = windowsOn(image, this.kernelSize, this.strides, this.padding, this.dilationRate);
    const sums = convolution(x, context.weight(kernel!), bias && context.weight(bias), windows, this.groups, context.training);
    return activated(sums, this.options, context);
  }

  override config() {
    const { filters, kernelSize, strides, padding } = this;
    return { filters, kernelSize, strides, padding, ...dilatedOrGrouped(this.dilationRate, this.groups), ...this.options };
  }
}

/** A convolution in the form for training, or in that for use and export. */
export function convolution(
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  windows: Windows,
  groups: number,
  training: boolean,
): Tensor {
  if (!training) return standardConvolution(x, kernel, bias, windows, groups);
  return groups === 1 ? convolve(x, kernel, bias, windows) : convolveInGroups(x, kernel, bias, windows, groups);
}

/** What a convolution's `config()` has besides: where it isn't as nearly all are, so that files of older versions and these are alike. */
export function dilatedOrGrouped<T extends number | Pair>(dilationRate: T, groups: number) {
  const dilated = [dilationRate].flat().some((distance) => distance !== 1);
  return { ...(dilated && { dilationRate }), ...(groups > 1 && { groups }) };
}

/** @throws OptionError where a number of groups doesn't divide the filters. */
export function groupsOf(groups: number, filters: number): number {
  if (!Number.isInteger(groups) || groups < 1 || filters % groups !== 0)
    throw new OptionError(`groups is a whole number that divides the ${filters} filters, but this is ${shown(groups)}.`);
  return groups;
}

/** How many channels a group has. @throws ShapeError where groups don't divide the channels. */
export function channelsOfGroup(channels: number, groups: number): number {
  if (channels % groups !== 0)
    throw new ShapeError(`has ${groups} groups, but gets ${channels} channels, which ${groups} doesn't divide.`);
  return channels / groups;
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
