import type { Tensor } from "../graph/index.ts";
import { type ActivationChoice, activate, activationNamed } from "./activations.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";

/** An activation on its own; any shape. */
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

/** An activation as a layer: `activation("relu")`, or a function of a tensor that keeps its shape. */
export const activation = (name: ActivationChoice, options: LayerOptions = {}): Activation => new Activation(name, options);
