import { given, type OptionNames } from "../core/options.ts";
import { countOf, div, type Tensor } from "../graph/index.ts";
import { type ActivationChoice, activate, activationNamed } from "./activations.ts";
import type { CallContext } from "./call-context.ts";
import { type Constraint, expectConstraint } from "./constraints.ts";
import { type InitializerChoice, initializerOf } from "./initializers.ts";
import { expectRegularizer, penaltyOn, type Regularizer } from "./regularizers.ts";
import type { LayerOptions } from "./takes.ts";
import { type Variable, variable } from "./variable.ts";

/** The options of every layer that is a product with a kernel, plus a bias, under an activation. */
export interface KernelOptions extends LayerOptions {
  /** A name, or a function of a tensor; `linear` by default. */
  readonly activation?: ActivationChoice;
  readonly useBias?: boolean;
  /** A name, `{ kind, … }` or a function `(shape, random) => numbers`; `glorotUniform` by default. */
  readonly kernelInitializer?: InitializerChoice;
  /** `zeros` by default. */
  readonly biasInitializer?: InitializerChoice;
  /** What the kernel's size costs: "l1", "l2", "l1l2" (factors of .01), "orthogonal", `{ l1, l2 }` or a function of the kernel. None by default. */
  readonly kernelRegularizer?: Regularizer;
  /** As `kernelRegularizer`, of the bias. */
  readonly biasRegularizer?: Regularizer;
  /** As `kernelRegularizer`, of what the layer gives, divided by the number of examples. */
  readonly activityRegularizer?: Regularizer;
  /** What the kernel becomes after each update: "maxNorm", "minMaxNorm", "nonNeg", "unitNorm", `{ kind, … }` or a function of the kernel. None by default. */
  readonly kernelConstraint?: Constraint;
  /** As `kernelConstraint`, of the bias. */
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

/** The options with their defaults; what a layer's `config()` keeps. @throws OptionError for a name that isn't known, with the nearest one. */
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

/** A number for each unit, or none. */
export const biasVariables = (units: number, config: KernelConfig): Variable[] =>
  config.useBias
    ? [
        variable("bias", [units], config.biasInitializer, {
          regularizer: config.biasRegularizer,
          constraint: config.biasConstraint,
        }),
      ]
    : [];

/** What a layer gives of its sums: their activation, whose penalty, of an example, is added to the loss. */
export function activated(sums: Tensor, { activation, activityRegularizer }: KernelConfig, context: CallContext): Tensor {
  const outputs = activate(activation, sums, context.training);
  const penalty = activityRegularizer === undefined ? undefined : penaltyOn(outputs, activityRegularizer);
  if (penalty) context.addLoss(div(penalty, countOf([outputs.shape[0]!])));
  return outputs;
}
