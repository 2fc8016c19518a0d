import { given, type OptionNames } from "../core/options.ts";
import { countOf, div, type Tensor } from "../graph/index.ts";
import { type ActivationChoice, activate, activationNamed } from "./activations.ts";
import type { CallContext } from "./call-context.ts";
import { type Constraint, expectConstraint } from "./constraints.ts";
import { type InitializerChoice, initializerOf } from "./initializers.ts";
import { expectRegularizer, penaltyOn, type Regularizer } from "./regularizers.ts";
import type { LayerOptions } from "./takes.ts";
import { type Variable, variable } from "./variable.ts";

/** The options of layers that multiply with a kernel, add a bias and apply an activation. */
export interface KernelOptions extends LayerOptions {
  /** Activation: a name, or a function of a tensor; default "linear". */
  readonly activation?: ActivationChoice;
  /** Whether to add a bias; default true. */
  readonly useBias?: boolean;
  /** Initializer of the kernel: a name, `{ kind, … }` or a function `(shape, random) => numbers`; default "glorotUniform". */
  readonly kernelInitializer?: InitializerChoice;
  /** Initializer of the bias; default "zeros". */
  readonly biasInitializer?: InitializerChoice;
  /**
   * Penalty on the kernel: "l1", "l2", "l1l2" (each with factor 0.01), "orthogonal", `{ l1, l2 }` or a function of the
   * kernel. Default: none.
   */
  readonly kernelRegularizer?: Regularizer;
  /** Penalty on the bias, in the same form; default: none. */
  readonly biasRegularizer?: Regularizer;
  /** Penalty on the layer's outputs, in the same form, divided by the number of examples; default: none. */
  readonly activityRegularizer?: Regularizer;
  /**
   * Constraint on the kernel after each update: "maxNorm", "minMaxNorm", "nonNeg", "unitNorm", `{ kind, … }` or a function
   * of the kernel. Default: none.
   */
  readonly kernelConstraint?: Constraint;
  /** Constraint on the bias, in the same form; default: none. */
  readonly biasConstraint?: Constraint;
}

export const KERNEL_OPTIONS: OptionNames<Omit<KernelOptions, keyof LayerOptions>> = {
  activation: true,
  useBias: true,
  kernelInitializer: true,
  biasInitializer: true,
  kernelRegularizer: true,
  biasRegularizer: true,
  activityRegularizer: true,
  kernelConstraint: true,
  biasConstraint: true,
};

/**
 * Returns the options with their defaults, as `config()` stores them.
 * @throws OptionError if a name is unknown; the message suggests the nearest one.
 */
export function kernelConfig({
  activation = "linear",
  useBias = true,
  kernelInitializer = "glorotUniform",
  biasInitializer = "zeros",
  kernelRegularizer,
  biasRegularizer,
  activityRegularizer,
  kernelConstraint,
  biasConstraint,
}: KernelOptions) {
  initializerOf(kernelInitializer);
  initializerOf(biasInitializer);
  const regularizers = { kernelRegularizer, biasRegularizer, activityRegularizer };
  const constraints = { kernelConstraint, biasConstraint };
  for (const [option, choice] of Object.entries(regularizers)) expectRegularizer(option, choice);
  for (const [option, choice] of Object.entries(constraints)) expectConstraint(option, choice);
  return {
    activation: activationNamed(activation),
    useBias,
    kernelInitializer,
    biasInitializer,
    ...given({ ...regularizers, ...constraints }),
  };
}

export type KernelConfig = ReturnType<typeof kernelConfig>;

export const kernelVariable = (shape: readonly number[], config: KernelConfig): Variable =>
  variable("kernel", shape, config.kernelInitializer, {
    regularizer: config.kernelRegularizer,
    constraint: config.kernelConstraint,
  });

/** Returns the bias, one number for each unit, or nothing if the layer has none. */
export const biasVariables = (units: number, config: KernelConfig): Variable[] =>
  config.useBias
    ? [
        variable("bias", [units], config.biasInitializer, {
          regularizer: config.biasRegularizer,
          constraint: config.biasConstraint,
        }),
      ]
    : [];

/** Applies the activation, and adds the penalty on the outputs, per example, to the loss. */
export function activated(sums: Tensor, { activation, activityRegularizer }: KernelConfig, context: CallContext): Tensor {
  const outputs = activate(activation, sums, context.training);
  const penalty = activityRegularizer === undefined ? undefined : penaltyOn(outputs, activityRegularizer);
  if (penalty) context.addLoss(div(penalty, countOf([outputs.shape[0]!])));
  return outputs;
}
