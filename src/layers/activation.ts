import { lookUp } from "../core/suggest.ts";
import type { Tensor } from "../graph/index.ts";
import { type ActivationName, activate, activations } from "./activations.ts";
import type { CallContext } from "./call-context.ts";
import { Layer, type LayerOptions, layerTakes } from "./layer.ts";

/** An activation on its own; any shape. */
export class Activation extends Layer {
  static override readonly takes = layerTakes("Activation", {}, "activation");
  readonly activation: ActivationName;

  constructor(activation: ActivationName, options: LayerOptions = {}) {
    super(options);
    lookUp("activation", activation, activations);
    this.activation = activation;
  }

  call(x: Tensor, { training }: CallContext): Tensor {
    return activate(this.activation, x, training);
  }
}

/** An activation as a layer: `activation("relu")`. */
export const activation = (name: ActivationName, options: LayerOptions = {}): Activation => new Activation(name, options);
