import { ShapeError } from "../core/errors.ts";
import { conv, NOWHERE, reshape, showShape, type Tensor, transpose } from "../graph/index.ts";
import { productOf, staticShape } from "../graph/tensor.ts";
import { activate } from "./activations.ts";
import type { CallContext } from "./call-context.ts";
import { filtersOf } from "./conv-2d.ts";
import { biasVariables, KERNEL_OPTIONS, type KernelConfig, type KernelOptions, kernelConfig, kernelVariable } from "./kernel.ts";
import { Layer } from "./layer.ts";
import { gathered } from "./patches.ts";
import { layerTakes } from "./takes.ts";
import { type DataFormat, expectChannelsLast, laid, type Padding, paddingOf, range } from "./windows.ts";

type Triple = readonly [number, number, number];

/** The options of `conv3d`. */
export interface Conv3DOptions extends KernelOptions, DataFormat {
  /** Distance between windows: one number, or one for each axis; default 1. */
  readonly strides?: number | Triple;
  /** Padding: "valid" (default, as in Keras) or "same". */
  readonly padding?: Padding;
  /** Distance between the elements of a kernel: one number, or one for each axis; default 1. */
  readonly dilationRate?: number | Triple;
}

/**
 * Computes y = activation(x * kernel + bias), a convolution of volumes. Input [batch, depth, height, width, channels];
 * output [batch, depth', height', width', filters]; kernel [kernel depth, kernel height, kernel width, channels, filters].
 */
export class Conv3D extends Layer {
  static override readonly takes = layerTakes<Conv3DOptions>(
    "Conv3D",
    { ...KERNEL_OPTIONS, strides: true, padding: true, dilationRate: true, dataFormat: true },
    "filters",
    "kernelSize",
  );
  readonly filters: number;
  readonly kernelSize: Triple;
  readonly strides: Triple;
  readonly padding: Padding;
  readonly dilationRate: Triple;
  private readonly options: KernelConfig;

  constructor(
    filters: number,
    kernelSize: number | Triple,
    { strides = 1, padding = "valid", dilationRate = 1, ...options }: Conv3DOptions = {},
  ) {
    super(options);
    expectChannelsLast(options);
    this.filters = filtersOf(filters);
    this.kernelSize = tripleOf("kernelSize", kernelSize);
    this.strides = tripleOf("strides", strides);
    this.padding = paddingOf(padding);
    this.dilationRate = tripleOf("dilationRate", dilationRate);
    this.options = kernelConfig(options);
  }

  protected override build(inputShape: readonly number[]): void {
    if (inputShape.length !== 4)
      throw new ShapeError(
        `expects volumes [depth, height, width, channels], but gets [${["batch", ...inputShape].join(", ")}]. Put a Reshape layer before it.`,
      );
    this.hold([
      kernelVariable([...this.kernelSize, inputShape[3]!, this.filters], this.options),
      ...biasVariables(this.filters, this.options),
    ]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [kernel, bias] = this.variables;
    if (x.shape.length !== 5 || x.shape[4] !== kernel!.shape[3])
      throw new ShapeError(`expects volumes of ${kernel!.shape[3]} channels, but gets ${showShape(x.shape)}.`);
    const lowered = context.training ? this.byPatches : this.byOperator;
    const sums = lowered.call(this, x, context.weight(kernel!), bias && context.weight(bias));
    return activate(this.options.activation, sums, context.training);
  }

  /** Returns depth, height and width, and the windows along each. */
  private windowsOn(x: Tensor) {
    const size = staticShape(x.shape.slice(1, 4), "It");
    const reaches = this.kernelSize.map((taps, i) => (taps - 1) * this.dilationRate[i]! + 1);
    return { size, reaches, windows: laid(size, reaches, this.strides, this.padding) };
  }

  /** Computes the form for training: the voxels under each window times the kernel. */
  private byPatches(x: Tensor, kernel: Tensor, bias: Tensor | undefined): Tensor {
    const { size, windows } = this.windowsOn(x);
    const places = (counts: readonly number[]) =>
      counts.reduce<readonly (readonly number[])[]>(
        (all, count) => all.flatMap((at) => range(count).map((i) => [...at, i])),
        [[]],
      );
    const taps = places(this.kernelSize);
    const voxels = places(windows.map(({ count }) => count)).map((window) =>
      taps.map((tap) => {
        const at = window.map((place, i) => place * this.strides[i]! + tap[i]! * this.dilationRate[i]! - windows[i]!.before);
        const isInside = at.every((place, i) => place >= 0 && place < size[i]!);
        return isInside ? at.reduce((sum, place, i) => sum * size[i]! + place, 0) : NOWHERE;
      }),
    );
    const channels = x.shape[4]!;
    const under = gathered(reshape(x, [x.shape[0]!, productOf(size), channels]), voxels);
    const rows = under.times(reshape(kernel, [taps.length * (channels as number), this.filters]), bias);
    return reshape(rows, [x.shape[0]!, ...windows.map(({ count }) => count), this.filters]);
  }

  /** Computes the form for use: ONNX's own operator. */
  private byOperator(x: Tensor, kernel: Tensor, bias: Tensor | undefined): Tensor {
    const { size, reaches, windows } = this.windowsOn(x);
    const before = windows.map((each) => each.before);
    const behind = windows.map(({ count }, i) =>
      Math.max(0, (count - 1) * this.strides[i]! + reaches[i]! - before[i]! - size[i]!),
    );
    const y = conv(transpose(x, [0, 4, 1, 2, 3]), transpose(kernel, [4, 3, 0, 1, 2]), {
      strides: this.strides,
      dilations: this.dilationRate,
      pads: [...before, ...behind],
      ...(bias && { bias }),
    });
    return transpose(y, [0, 2, 3, 4, 1]);
  }

  override config() {
    const { filters, kernelSize, strides, padding, dilationRate } = this;
    return { filters, kernelSize, strides, padding, dilationRate, ...this.options };
  }
}

/**
 * Expands a number to three, one for each axis.
 * @throws ShapeError if they aren't whole numbers of at least 1.
 */
function tripleOf(what: string, value: number | Triple): Triple {
  const triple = typeof value === "number" ? ([value, value, value] as const) : value;
  if (!Array.isArray(triple) || triple.length !== 3 || triple.some((n) => !Number.isInteger(n) || n < 1))
    throw new ShapeError(`${what} must be a whole number of at least 1, or three of them, but it is ${JSON.stringify(value)}.`);
  return triple;
}

/**
 * Creates a convolution of volumes.
 * @param filters - number of channels of the output.
 * @param kernelSize - size of a kernel: one number, or [depth, height, width].
 * @throws ShapeError if a size isn't a whole number of at least 1.
 * @example
 * const features = conv3d(8, 3, { padding: "same" });
 */
export const conv3d = (filters: number, kernelSize: number | Triple, options: Conv3DOptions = {}): Conv3D =>
  new Conv3D(filters, kernelSize, options);
