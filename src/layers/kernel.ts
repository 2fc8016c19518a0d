import type { OptionNames } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { type ActivationName, activations } from "./activations.ts";
import { type InitializerName, initializers } from "./initializers.ts";
import type { LayerOptions } from "./layer.ts";
import { type Regularizer, type Variable, variable } from "./variable.ts";

/** The options of every layer that is a product with a kernel, plus a bias, under an activation. */
export interface KernelOptions extends LayerOptions {
  /** `linear` by default. */
  readonly activation?: ActivationName;
  readonly useBias?: boolean;
  /** `glorotUniform` by default. */
  readonly kernelInitializer?: InitializerName;
  readonly biasInitializer?: InitializerName;
  readonly kernelRegularizer?: Regularizer;
}

export const KERNEL_OPTIONS: OptionNames<Omit<KernelOptions, keyof LayerOptions>> = {
  activation: true,
  useBias: true,
  kernelInitializer: true,
  biasInitializer: true,
  kernelRegularizer: true,
};

/** The options with their defaults; what a layer's `config()` keeps. @throws OptionError for a name that isn't known, with the nearest one. */
export function kernelConfig({
  activation = "linear",
  useBias = true,
  kernelInitializer = "glorotUniform",
  biasInitializer = "zeros",
  kernelRegularizer,
}: KernelOptions) {
  lookUp("activation", activation, activations);
  lookUp("initializer", kernelInitializer, initializers);
  lookUp("initializer", biasInitializer, initializers);
  return { activation, useBias, kernelInitializer, biasInitializer, ...(kernelRegularizer && { kernelRegularizer }) };
}

export type KernelConfig = ReturnType<typeof kernelConfig>;

export const kernelVariable = (shape: readonly number[], { kernelInitializer, kernelRegularizer }: KernelConfig): Variable =>
  variable("kernel", shape, kernelInitializer, kernelRegularizer ? { regularizer: kernelRegularizer } : {});

/** A number for each unit, or none. */
export const biasVariables = (units: number, { useBias, biasInitializer }: KernelConfig): Variable[] =>
  useBias ? [variable("bias", [units], biasInitializer)] : [];
