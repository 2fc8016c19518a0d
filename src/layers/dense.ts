import { ShapeError } from "../core/errors.ts";
import { gemm, showShape, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
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

/** The options of `dense`. */
export type DenseOptions = KernelOptions;

/** Computes y = activation(x · kernel + bias). Input [batch, features]; output [batch, units]; kernel [features, units]. */
export class Dense extends Layer {
  static override readonly takes = layerTakes<DenseOptions>("Dense", KERNEL_OPTIONS, "units");
  readonly units: number;
  private readonly options: KernelConfig;

  constructor(units: number, options: DenseOptions = {}) {
    super(options);
    if (!Number.isInteger(units) || units < 1)
      throw new ShapeError(`The units of a dense layer must be a whole number of at least 1, but they are ${units}.`);
    this.units = units;
    this.options = kernelConfig(options);
  }

  protected override build(inputShape: readonly number[]): void {
    const features = featuresOf(inputShape);
    this.hold([kernelVariable([features, this.units], this.options), ...biasVariables(this.units, this.options)]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [kernel, bias] = this.variables;
    expectFeatures(x, kernel!.shape[0]!);
    const sums = gemm(x, context.weight(kernel!), bias && context.weight(bias));
    return activated(sums, this.options, context);
  }

  override config() {
    return { units: this.units, ...this.options };
  }
}

/**
 * Returns the number of features of a row.
 * @throws ShapeError if the examples have more axes, as images do.
 */
export function featuresOf([features, ...more]: readonly number[]): number {
  if (features === undefined || more.length > 0)
    throw new ShapeError(
      `expects rows of features, but gets [${["batch", features, ...more].join(", ")}]. Put a Flatten layer before it.`,
    );
  return features;
}

/** @throws ShapeError if x isn't [batch, features]. */
export function expectFeatures(x: Tensor, features: number): void {
  if (x.shape[1] !== features) throw new ShapeError(`expects ${features} features, but gets ${showShape(x.shape)}.`);
}

/**
 * Creates a fully connected layer.
 * @param units - number of outputs.
 * @throws ShapeError if `units` isn't a whole number of at least 1.
 * @throws OptionError if an option is unknown.
 * @example
 * const model = sequential([dense(30, { activation: "selu", inputShape: [784] }), dense(10, { activation: "softmax" })]);
 */
export const dense = (units: number, options: DenseOptions = {}): Dense => new Dense(units, options);
