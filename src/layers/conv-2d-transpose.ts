import { OptionError, ShapeError } from "../core/errors.ts";
import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Conv2D, filtersOf } from "./conv-2d.ts";
import { convolveTransposed, standardConvolutionTransposed } from "./convolution.ts";
import { tiedKernel } from "./dense-transpose.ts";
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
  windowsOn,
} from "./windows.ts";

/** The options of `conv2dTranspose`. */
export interface Conv2DTransposeOptions extends KernelOptions, DataFormat {
  /** Factor by which height and width grow; default 1. */
  readonly strides?: number | Pair;
  /**
   * Padding: "valid" (default) or "same". With "same", the output is exactly `strides` times as large; with "valid", it is
   * larger by the overhang of the kernel.
   */
  readonly padding?: Padding;
  /**
   * Layer whose kernel this layer uses. The kernel is a single array: the gradients of both uses are added, and it is saved
   * once. Default: its own kernel.
   */
  readonly tiedTo?: Conv2D;
}

/**
 * Computes a transposed convolution, which reverses the shape change of a `Conv2D`. Input [batch, height, width, channels];
 * output [batch, height', width', filters]; kernel [kernel height, kernel width, filters, channels].
 */
export class Conv2DTranspose extends Layer {
  static override readonly takes = layerTakes<Conv2DTransposeOptions>(
    "Conv2DTranspose",
    { ...KERNEL_OPTIONS, strides: true, padding: true, dataFormat: true, tiedTo: true },
    "filters",
    "kernelSize",
  );
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  declare readonly tiedTo?: Conv2D;
  private readonly options: KernelConfig;

  constructor(
    filters: number,
    kernelSize: number | Pair,
    { strides = 1, padding = "valid", tiedTo, ...options }: Conv2DTransposeOptions = {},
  ) {
    super(options);
    expectChannelsLast(options);
    if (tiedTo && !(tiedTo instanceof Conv2D))
      throw new OptionError("tiedTo of a conv2dTranspose must be a conv2d layer: { tiedTo: layer }.");
    this.filters = filtersOf(filters);
    this.kernelSize = pairOf("kernelSize", kernelSize);
    this.strides = pairOf("strides", strides);
    this.padding = paddingOf(padding);
    this.options = kernelConfig(options);
    if (tiedTo) this.tiedTo = tiedTo;
  }

  protected override build(inputShape: readonly number[]): void {
    const shape = [...this.kernelSize, this.filters, imageOf(inputShape).channels];
    const kernel = this.tiedTo ? tiedKernel(this.tiedTo) : kernelVariable(shape, this.options);
    if (kernel.shape.join() !== shape.join())
      throw new ShapeError(
        `needs a kernel of [${shape.join(", ")}], but is tied to "${this.tiedTo!.called}", whose kernel is [${kernel.shape.join(", ")}]. Give both the same kernelSize, and swap filters and channels.`,
      );
    this.hold([kernel, ...biasVariables(this.filters, this.options)]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [kernel, bias] = this.variables;
    const image = expectImages(x, kernel!.shape[3]!);
    const lowered = context.training ? convolveTransposed : standardConvolutionTransposed;
    const windows = windowsOn(this.grown(image), this.kernelSize, this.strides, this.padding);
    const sums = lowered(x, context.weight(kernel!), bias && context.weight(bias), windows);
    return activated(sums, this.options, context);
  }

  /** Returns height and width of the output, because the windows lie on it. */
  private grown(image: Pair): Pair {
    const beyond = (i: 0 | 1) => (this.padding === "same" ? 0 : Math.max(this.kernelSize[i] - this.strides[i], 0));
    return [image[0] * this.strides[0] + beyond(0), image[1] * this.strides[1] + beyond(1)];
  }

  override config() {
    const { filters, kernelSize, strides, padding } = this;
    return { filters, kernelSize, strides, padding, ...this.options };
  }
}

/**
 * Creates a transposed convolution of images.
 * @param filters - number of channels of the output.
 * @param kernelSize - size of a kernel in pixels: one number, or [height, width].
 * @throws OptionError if `tiedTo` isn't a conv2d layer.
 * @example
 * const larger = conv2dTranspose(16, 3, { strides: 2, padding: "same" });
 */
export const conv2dTranspose = (
  filters: number,
  kernelSize: number | Pair,
  options: Conv2DTransposeOptions = {},
): Conv2DTranspose => new Conv2DTranspose(filters, kernelSize, options);
