import type { OptionNames } from "../core/options.ts";
import type { Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { type Constraint, expectConstraint } from "./constraints.ts";
import { filtersOf } from "./conv-2d.ts";
import { depthwise, pointwise } from "./depthwise.ts";
import { type InitializerChoice, initializerOf } from "./initializers.ts";
import { activated, biasVariables, KERNEL_OPTIONS, type KernelConfig, type KernelOptions, kernelConfig } from "./kernel.ts";
import { Layer } from "./layer.ts";
import { expectRegularizer, type Regularizer } from "./regularizers.ts";
import { alongTime, asImageKernel, asImages, asSequences, expectSequences, sequenceOf } from "./sequences.ts";
import type { LayerOptions } from "./takes.ts";
import { type Variable, variable } from "./variable.ts";
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

/**
 * The options of a depthwise convolution, which filters each channel separately. A size is one number along time; on images
 * it is one number or [down, across].
 */
export interface DepthwiseOptions<Size = number | Pair>
  extends Omit<KernelOptions, "kernelInitializer" | "kernelRegularizer" | "kernelConstraint">,
    DataFormat {
  /** Distance between windows; default 1. */
  readonly strides?: Size;
  /** Padding: "valid" (default, as in Keras) or "same". */
  readonly padding?: Padding;
  /** Number of filters for each channel; default 1. */
  readonly depthMultiplier?: number;
  /** Distance between the elements of a kernel; default 1. */
  readonly dilationRate?: Size;
  /** Initializer of the depthwise kernel; default "glorotUniform". */
  readonly depthwiseInitializer?: InitializerChoice;
  readonly depthwiseRegularizer?: Regularizer;
  readonly depthwiseConstraint?: Constraint;
}

/** The options of a separable convolution: a depthwise convolution, followed by one that mixes the channels. */
export interface SeparableOptions<Size = number | Pair> extends DepthwiseOptions<Size> {
  /** Initializer of the pointwise kernel, which mixes the channels; default "glorotUniform". */
  readonly pointwiseInitializer?: InitializerChoice;
  readonly pointwiseRegularizer?: Regularizer;
  readonly pointwiseConstraint?: Constraint;
}

const {
  kernelInitializer: _initializer,
  kernelRegularizer: _regularizer,
  kernelConstraint: _constraint,
  ...COMMON
} = KERNEL_OPTIONS;

export const DEPTHWISE_OPTIONS: OptionNames<Omit<DepthwiseOptions, keyof LayerOptions>> = {
  ...COMMON,
  strides: true,
  padding: true,
  depthMultiplier: true,
  dilationRate: true,
  depthwiseInitializer: true,
  depthwiseRegularizer: true,
  depthwiseConstraint: true,
  dataFormat: true,
};

export const SEPARABLE_OPTIONS: OptionNames<Omit<SeparableOptions, keyof LayerOptions>> = {
  ...DEPTHWISE_OPTIONS,
  pointwiseInitializer: true,
  pointwiseRegularizer: true,
  pointwiseConstraint: true,
};

/** The initializer, the regularizer and the constraint of a kernel. */
interface KernelKind {
  readonly initializer: InitializerChoice;
  readonly regularizer: Regularizer | undefined;
  readonly constraint: Constraint | undefined;
}

const kernelNamed = (name: string, shape: readonly number[], { initializer, ...others }: KernelKind): Variable =>
  variable(name, shape, initializer, others);

/** Kind of input. Sequences are treated as images one pixel high. */
export type On = "sequences" | "images";

/**
 * The base class of depthwise and separable convolutions. If a layer has `filters`, it mixes the channels at each place
 * afterwards.
 */
export abstract class DepthwiseConvolution extends Layer {
  readonly filters?: number;
  private readonly on: On;
  private readonly sizes: Readonly<Record<"kernelSize" | "strides" | "dilationRate", Pair>>;
  private readonly padding: Padding;
  private readonly depthMultiplier: number;
  private readonly options: KernelConfig;
  private readonly kernels: Readonly<Record<"depthwise" | "pointwise", KernelKind>>;

  constructor(on: On, kernelSize: number | Pair, options: SeparableOptions, filters?: number) {
    super(options);
    expectChannelsLast(options);
    const { strides = 1, padding = "valid", depthMultiplier = 1, dilationRate = 1 } = options;
    const { depthwiseInitializer = "glorotUniform", pointwiseInitializer = "glorotUniform" } = options;
    for (const choice of [depthwiseInitializer, pointwiseInitializer]) initializerOf(choice);
    for (const name of ["depthwiseRegularizer", "pointwiseRegularizer"] as const) expectRegularizer(name, options[name]);
    for (const name of ["depthwiseConstraint", "pointwiseConstraint"] as const) expectConstraint(name, options[name]);
    const size = (what: string, value: number | Pair) =>
      on === "images" ? pairOf(what, value) : alongTime(what, value as number);
    this.on = on;
    this.sizes = {
      kernelSize: size("kernelSize", kernelSize),
      strides: size("strides", strides),
      dilationRate: size("dilationRate", dilationRate),
    };
    this.padding = paddingOf(padding);
    this.depthMultiplier = alongTime("depthMultiplier", depthMultiplier)[1];
    this.kernels = {
      depthwise: {
        initializer: depthwiseInitializer,
        regularizer: options.depthwiseRegularizer,
        constraint: options.depthwiseConstraint,
      },
      pointwise: {
        initializer: pointwiseInitializer,
        regularizer: options.pointwiseRegularizer,
        constraint: options.pointwiseConstraint,
      },
    };
    this.options = kernelConfig(options);
    if (filters !== undefined) this.filters = filtersOf(filters);
  }

  protected override build(inputShape: readonly number[]): void {
    const channels = this.on === "images" ? imageOf(inputShape).channels : sequenceOf(inputShape)[1];
    const window = this.on === "images" ? this.sizes.kernelSize : this.sizes.kernelSize.slice(1);
    const shape = [...window, channels, this.depthMultiplier];
    const { depthwise: each, pointwise: mixing } = this.kernels;
    const mixed = [...window.map(() => 1), channels * this.depthMultiplier, this.filters ?? 1];
    this.hold(
      this.filters === undefined
        ? [kernelNamed("kernel", shape, each), ...biasVariables(channels * this.depthMultiplier, this.options)]
        : [
            kernelNamed("depthwise_kernel", shape, each),
            kernelNamed("pointwise_kernel", mixed, mixing),
            ...biasVariables(this.filters, this.options),
          ],
    );
  }

  call(x: Tensor, context: CallContext): Tensor {
    const along = this.on === "sequences";
    const channels = this.variables[0]!.shape.at(-2)!;
    const image: Pair = along ? [1, expectSequences(x, channels)[0]] : expectImages(x, channels);
    const { kernelSize, strides, dilationRate } = this.sizes;
    const windows = windowsOn(image, kernelSize, strides, this.padding, dilationRate);
    const weights = this.variables.map((v) => {
      const values = context.weight(v);
      return along && v.name !== "bias" ? asImageKernel(values) : values;
    });
    const images = along ? asImages(x) : x;
    const [kernel, second, third] = weights as [Tensor, Tensor | undefined, Tensor | undefined];
    const mixes = this.filters !== undefined;
    const y = depthwise(images, kernel, mixes ? undefined : second, windows, context.training);
    const sums = mixes ? pointwise(y, second!, third) : y;
    return activated(along ? asSequences(sums) : sums, this.options, context);
  }

  override config(): Record<string, unknown> {
    const { filters, padding, depthMultiplier, kernels } = this;
    const { kernelInitializer: _, ...options } = this.options;
    const sizes = Object.entries(this.sizes).map(([name, size]) => [name, this.on === "images" ? size : size[1]]);
    const saved = (name: "depthwise" | "pointwise") => ({
      [`${name}Initializer`]: kernels[name].initializer,
      ...(kernels[name].regularizer && { [`${name}Regularizer`]: kernels[name].regularizer }),
      ...(kernels[name].constraint && { [`${name}Constraint`]: kernels[name].constraint }),
    });
    return {
      ...Object.fromEntries(sizes),
      padding,
      depthMultiplier,
      ...options,
      ...saved("depthwise"),
      ...(filters !== undefined && { filters, ...saved("pointwise") }),
    };
  }
}
