import { OptionError, ShapeError } from "../core/errors.ts";
import { given, optionsOf } from "../core/options.ts";
import { gemm, type Tensor, transpose } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Dense, expectFeatures, featuresOf } from "./dense.ts";
import { activated, biasVariables, type KernelConfig, type KernelOptions, kernelConfig } from "./kernel.ts";
import { Layer } from "./layer.ts";
import type { LayerTakes } from "./takes.ts";
import type { Variable } from "./variable.ts";

export type DenseTransposeOptions = Omit<
  KernelOptions,
  "kernelInitializer" | "kernelRegularizer" | "kernelConstraint" | "inputShape"
>;

/**
 * A dense layer turned around: y = activation(x · kernelᵀ + bias), with the kernel of the layer that it is tied to and a bias of its own. The kernel
 * is one array: both uses' gradients add, and it is saved once. Input [batch, the layer's units]; output [batch, the layer's features].
 * (Géron, chapter 17, "Tying Weights".)
 */
export class DenseTranspose extends Layer {
  static override readonly takes: LayerTakes = {
    ...optionsOf<DenseTransposeOptions>("DenseTranspose", {
      name: true,
      trainable: true,
      activation: true,
      useBias: true,
      biasInitializer: true,
      biasRegularizer: true,
      activityRegularizer: true,
      biasConstraint: true,
    }),
    first: ["tiedTo"],
  };
  override readonly tiedTo: Dense;
  private readonly options: KernelConfig;

  constructor(tiedTo: Dense, options: DenseTransposeOptions = {}) {
    super(options);
    if (!(tiedTo instanceof Dense)) throw new OptionError("A denseTranspose is tied to a dense layer: denseTranspose(layer).");
    this.tiedTo = tiedTo;
    this.options = kernelConfig(options);
  }

  protected override build(inputShape: readonly number[]): void {
    const features = featuresOf(inputShape);
    if (features !== this.tiedTo.units)
      throw new ShapeError(
        `is tied to "${this.tiedTo.called}", whose ${this.tiedTo.units} units it takes as inputs, but gets [batch, ${features}]. Tie it to a layer of ${features} units.`,
      );
    const kernel = tiedKernel(this.tiedTo);
    this.hold([kernel, ...biasVariables(kernel.shape[0]!, this.options)]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [kernel, bias] = this.variables;
    expectFeatures(x, this.tiedTo.units);
    const [weights, row] = [context.weight(kernel!), bias && context.weight(bias)];
    // In training the product's own option: its gradient then comes as the kernel lies. For export the operator that everyone can read.
    const sums = context.training ? gemm(x, weights, row, { transposeB: true }) : gemm(x, transpose(weights), row);
    return activated(sums, this.options, context);
  }

  override config() {
    const { activation, useBias, biasInitializer, biasRegularizer, activityRegularizer, biasConstraint } = this.options;
    return { activation, useBias, biasInitializer, ...given({ biasRegularizer, activityRegularizer, biasConstraint }) };
  }
}

/** The kernel that a layer shares. @throws ShapeError where that layer comes later in the model. */
export function tiedKernel(layer: Layer): Variable {
  const [kernel] = layer.variables;
  if (!kernel) throw new ShapeError(`is tied to "${layer.called}", which isn't built yet. Put it behind that layer.`);
  return kernel;
}

/** The transpose of a dense layer, with its kernel. */
export const denseTranspose = (tiedTo: Dense, options: DenseTransposeOptions = {}): DenseTranspose =>
  new DenseTranspose(tiedTo, options);
