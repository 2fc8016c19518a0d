import { lookUp } from "../core/suggest.ts";
import type { Tensor } from "../graph/index.ts";
import { channelsOfGroup, convolution, dilatedOrGrouped, groupsOf } from "./conv-2d.ts";
import { CONVOLUTION_1D_OPTIONS, Convolution1D, type Convolution1DOptions } from "./convolution-1d.ts";
import { alongTime } from "./sequences.ts";
import { layerTakes } from "./takes.ts";
import { type Padding, type Windows, windowsOn } from "./windows.ts";

/** The options of `conv1d`. */
export interface Conv1DOptions extends Omit<Convolution1DOptions, "padding"> {
  /**
   * Padding: "valid" (default), "same", or "causal". With "causal", the output is as long as the input, and no output
   * depends on later steps.
   */
  readonly padding?: Padding | "causal";
  /** Distance between the elements of a kernel, in steps; default 1. */
  readonly dilationRate?: number;
  /**
   * Number of groups of features and filters; default 1. The filters of a group see only its features. The number must
   * divide both.
   */
  readonly groups?: number;
}

/**
 * Computes y = activation(x * kernel + bias), a convolution along time. Input [batch, time, features]; output [batch, time',
 * filters]; kernel [kernel size, features / groups, filters].
 */
export class Conv1D extends Convolution1D {
  static override readonly takes = layerTakes<Conv1DOptions>(
    "Conv1D",
    { ...CONVOLUTION_1D_OPTIONS, dilationRate: true, groups: true },
    "filters",
    "kernelSize",
  );
  readonly dilationRate: number;
  readonly groups: number;
  readonly causal: boolean;

  constructor(
    filters: number,
    kernelSize: number,
    { padding = "valid", dilationRate = 1, groups = 1, ...options }: Conv1DOptions = {},
  ) {
    const causal = lookUp("padding", padding, { same: false, valid: false, causal: true });
    super(filters, kernelSize, { ...options, padding: padding === "causal" ? "valid" : padding });
    this.causal = causal;
    this.dilationRate = alongTime("dilationRate", dilationRate)[1];
    this.groups = groupsOf(groups, filters);
  }

  protected kernelAxes(features: number) {
    return [channelsOfGroup(features, this.groups), this.filters] as const;
  }

  protected windowsOn(time: number): Windows {
    const padding = this.causal ? "causal" : this.padding;
    return windowsOn([1, time], [1, this.kernelSize], [1, this.strides], padding, [1, this.dilationRate]);
  }

  protected convolved(x: Tensor, kernel: Tensor, bias: Tensor | undefined, windows: Windows, training: boolean): Tensor {
    return convolution(x, kernel, bias, windows, this.groups, training);
  }

  override config() {
    const more = dilatedOrGrouped(this.dilationRate, this.groups);
    return { ...super.config(), ...(this.causal && { padding: "causal" }), ...more };
  }
}

/**
 * Creates a convolution along time.
 * @param filters - number of features of the output.
 * @param kernelSize - number of steps that a kernel covers.
 * @throws ShapeError if a size isn't a whole number of at least 1.
 * @throws OptionError if `groups` doesn't divide the filters.
 * @example
 * const model = sequential([conv1d(16, 3, { padding: "same", activation: "relu", inputShape: [50, 3] })]);
 */
export const conv1d = (filters: number, kernelSize: number, options: Conv1DOptions = {}): Conv1D =>
  new Conv1D(filters, kernelSize, options);
