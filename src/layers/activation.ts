import type { Tensor } from "../graph/index.ts";
import { type ActivationChoice, activate, activationNamed } from "./activations.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** Applies an activation function to its input. Any shape. */
export class Activation extends Layer {
  static override readonly takes = layerTakes("Activation", {}, "activation");
  override readonly supportsMasking = true;
  readonly activation: ReturnType<typeof activationNamed>;

  constructor(activation: ActivationChoice, options: LayerOptions = {}) {
    super(options);
    this.activation = activationNamed(activation);
  }

  call(x: Tensor, { training }: CallContext): Tensor {
    return activate(this.activation, x, training);
  }
}

/**
 * Creates a layer that applies an activation.
 * @param name - name of an activation, or a function of a tensor that returns the same shape.
 * @throws OptionError if the name is unknown.
 * @example
 * const model = sequential([dense(100), batchNormalization(), activation("selu")]);
 */
export const activation = (name: ActivationChoice, options: LayerOptions = {}): Activation => new Activation(name, options);
