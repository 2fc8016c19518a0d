import { OptionError, ShapeError } from "../core/errors.ts";
import { given, optionsOf } from "../core/options.ts";
import { gemm, type Tensor, transpose } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { Dense, expectFeatures, featuresOf } from "./dense.ts";
import { activated, biasVariables, type KernelConfig, type KernelOptions, kernelConfig } from "./kernel.ts";
import { Layer } from "./layer.ts";
import type { LayerTakes } from "./takes.ts";
import type { Variable } from "./variable.ts";

/** The options of `denseTranspose`: those of `dense`, except the ones for the kernel. */
export type DenseTransposeOptions = Omit<
  KernelOptions,
  "kernelInitializer" | "kernelRegularizer" | "kernelConstraint" | "inputShape"
>;

/**
 * Computes y = activation(x · kernelᵀ + bias), with the kernel of the dense layer that it is tied to and its own bias. The
 * kernel is a single array: the gradients of both uses are added, and it is saved once. Input [batch, units of the dense
 * layer]; output [batch, features of the dense layer]. (Géron, chapter 17, "Tying Weights".)
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
    if (!(tiedTo instanceof Dense))
      throw new OptionError("A denseTranspose must be tied to a dense layer: denseTranspose(layer).");
    this.tiedTo = tiedTo;
    this.options = kernelConfig(options);
  }

  protected override build(inputShape: readonly number[]): void {
    const features = featuresOf(inputShape);
    if (features !== this.tiedTo.units)
      throw new ShapeError(
        `is tied to "${this.tiedTo.called}", so it needs ${this.tiedTo.units} inputs, but gets [batch, ${features}]. Tie it to a layer of ${features} units.`,
      );
    const kernel = tiedKernel(this.tiedTo);
    this.hold([kernel, ...biasVariables(kernel.shape[0]!, this.options)]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    const [kernel, bias] = this.variables;
    expectFeatures(x, this.tiedTo.units);
    const [weights, row] = [context.weight(kernel!), bias && context.weight(bias)];
    // In training, `Gemm` transposes the kernel, so that its gradient has the kernel's layout. For export, a separate
    // operator is easier to read.
    const sums = context.training ? gemm(x, weights, row, { transposeB: true }) : gemm(x, transpose(weights), row);
    return activated(sums, this.options, context);
  }

  override config() {
    const { activation, useBias, biasInitializer, biasRegularizer, activityRegularizer, biasConstraint } = this.options;
    return { activation, useBias, biasInitializer, ...given({ biasRegularizer, activityRegularizer, biasConstraint }) };
  }
}

/**
 * Returns the kernel of the layer that another layer is tied to.
 * @throws ShapeError if that layer comes later in the model.
 */
export function tiedKernel(layer: Layer): Variable {
  const [kernel] = layer.variables;
  if (!kernel) throw new ShapeError(`is tied to "${layer.called}", which isn't built yet. Put it after that layer.`);
  return kernel;
}

/**
 * Creates the transpose of a dense layer, which uses the same kernel.
 * @param tiedTo - dense layer earlier in the model.
 * @throws OptionError if `tiedTo` isn't a dense layer.
 * @example
 * const hidden = dense(30, { activation: "selu", inputShape: [784] });
 * const model = sequential([hidden, denseTranspose(hidden, { activation: "sigmoid" })]);
 */
export const denseTranspose = (tiedTo: Dense, options: DenseTransposeOptions = {}): DenseTranspose =>
  new DenseTranspose(tiedTo, options);
