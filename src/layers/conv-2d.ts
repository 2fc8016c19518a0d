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

/** The options of `conv2d`. */
export interface Conv2DOptions extends KernelOptions, DataFormat {
  /** Distance between windows: one number, or [down, across]; default 1. */
  readonly strides?: number | Pair;
  /** Padding: "valid" (default, as in Keras) or "same". */
  readonly padding?: Padding;
  /** Distance between the elements of a kernel: one number, or [down, across]; default 1. */
  readonly dilationRate?: number | Pair;
  /**
   * Number of groups of channels and filters; default 1. The filters of a group see only its channels. The number must
   * divide both.
   */
  readonly groups?: number;
}

/**
 * Computes y = activation(x * kernel + bias), a convolution of images. Input [batch, height, width, channels]; output
 * [batch, height', width', filters]; kernel [kernel height, kernel width, channels / groups, filters].
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

/** Computes a convolution, in the form for training or in the form for use and export. */
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

/**
 * Returns the dilation and groups for `config()`, or nothing if they have their defaults, as in the files of older versions.
 */
export function dilatedOrGrouped<T extends number | Pair>(dilationRate: T, groups: number) {
  const dilated = [dilationRate].flat().some((distance) => distance !== 1);
  return { ...(dilated && { dilationRate }), ...(groups > 1 && { groups }) };
}

/** @throws OptionError if the number of groups doesn't divide the filters. */
export function groupsOf(groups: number, filters: number): number {
  if (!Number.isInteger(groups) || groups < 1 || filters % groups !== 0)
    throw new OptionError(`groups must be a whole number that divides the ${filters} filters, but it is ${shown(groups)}.`);
  return groups;
}

/**
 * Returns the number of channels of a group.
 * @throws ShapeError if the number of groups doesn't divide the channels.
 */
export function channelsOfGroup(channels: number, groups: number): number {
  if (channels % groups !== 0)
    throw new ShapeError(
      `has ${groups} groups, but gets ${channels} channels. Choose a number of groups that divides ${channels}.`,
    );
  return channels / groups;
}

/** @throws ShapeError if the number of filters isn't a whole number of at least 1. */
export function filtersOf(filters: number): number {
  if (!Number.isInteger(filters) || filters < 1)
    throw new ShapeError(`The filters of a convolution must be a whole number of at least 1, but they are ${filters}.`);
  return filters;
}

/**
 * Creates a convolution of images.
 * @param filters - number of channels of the output.
 * @param kernelSize - size of a kernel in pixels: one number, or [height, width].
 * @throws ShapeError if a size isn't a whole number of at least 1.
 * @throws OptionError if `groups` doesn't divide the filters.
 * @example
 * const model = sequential([conv2d(16, 3, { padding: "same", activation: "relu", inputShape: [28, 28, 1] })]);
 */
export const conv2d = (filters: number, kernelSize: number | Pair, options: Conv2DOptions = {}): Conv2D =>
  new Conv2D(filters, kernelSize, options);
