import { ShapeError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { gemm, showShape, type Tensor } from "../graph/index.ts";
import { type ActivationName, activations } from "./activations.ts";
import { type InitializerName, initializers } from "./initializers.ts";
import { type CallContext, Layer, type LayerOptions, variable } from "./layer.ts";
import type { Regularizer, Variable } from "./variable.ts";

export interface DenseOptions extends LayerOptions {
  /** `linear` by default. */
  readonly activation?: ActivationName;
  readonly useBias?: boolean;
  /** `glorotUniform` by default. */
  readonly kernelInitializer?: InitializerName;
  readonly biasInitializer?: InitializerName;
  readonly kernelRegularizer?: Regularizer;
}

/** y = activation(x · kernel + bias). Input [batch, features]; output [batch, units]; kernel [features, units]. */
export class Dense extends Layer {
  readonly kind = "Dense";
  readonly units: number;
  private readonly options: DenseOptions;

  constructor(units: number, options: DenseOptions = {}) {
    super(options);
    if (!Number.isInteger(units) || units < 1)
      throw new ShapeError(`A dense layer needs a whole number of units of at least 1, but gets ${units}.`);
    lookUp("activation", options.activation ?? "linear", activations);
    lookUp("initializer", options.kernelInitializer ?? "glorotUniform", initializers);
    this.units = units;
    this.options = options;
  }

  protected override build([features, ...more]: readonly number[]): Variable[] {
    if (features === undefined || more.length > 0) {
      throw new ShapeError(
        `expects rows of features, but gets [${["batch", features, ...more].join(", ")}]. Put a Flatten before it.`,
      );
    }
    const {
      kernelInitializer = "glorotUniform",
      biasInitializer = "zeros",
      kernelRegularizer: regularizer,
      useBias = true,
    } = this.options;
    const kernel = variable("kernel", [features, this.units], kernelInitializer, regularizer ? { regularizer } : {});
    return useBias ? [kernel, variable("bias", [this.units], biasInitializer)] : [kernel];
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [kernel, bias] = this.variables;
    if (x.shape[1] !== kernel!.shape[0])
      throw new ShapeError(`expects ${kernel!.shape[0]} features, but gets ${showShape(x.shape)}.`);
    const sums = gemm(x, context.weight(kernel!), bias && context.weight(bias));
    return activations[this.options.activation ?? "linear"](sums);
  }

  override config() {
    const {
      activation = "linear",
      useBias = true,
      kernelInitializer = "glorotUniform",
      biasInitializer = "zeros",
      kernelRegularizer,
    } = this.options;
    return {
      units: this.units,
      activation,
      useBias,
      kernelInitializer,
      biasInitializer,
      ...(kernelRegularizer && { kernelRegularizer }),
    };
  }
}

/** A fully connected layer of some units. */
export const dense = (units: number, options: DenseOptions = {}): Dense => new Dense(units, options);
