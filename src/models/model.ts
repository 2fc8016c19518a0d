import { knownOptions } from "../core/options.ts";
import type { Tensor } from "../graph/index.ts";
import type { AnyLayer, SymbolicTensor } from "../layers/index.ts";
import { nameLayers } from "../layers/names.ts";
import { BaseModel, type BaseModelOptions } from "./base-model.ts";
import { layersBetween, layersIn } from "./layer-graph.ts";

type Symbolic = SymbolicTensor | readonly SymbolicTensor[];
/** One tensor for one value, a list for a list. */
type TensorsOf<S extends Symbolic> = S extends readonly SymbolicTensor[] ? readonly Tensor[] : Tensor;

export interface ModelOptions<I extends Symbolic = Symbolic, O extends Symbolic = Symbolic>
  extends Omit<BaseModelOptions, "inputShape"> {
  /** Values of `input`, one or several; or values inside of another model. */
  readonly inputs: I;
  /** What the model gives of them. */
  readonly outputs: O;
}

/**
 * Any graph of layers, with one or several inputs and outputs, skip connections and shared layers (Keras's functional models).
 * @example
 * const image = input([28, 28, 1]);
 * const a = conv2d(16, 3, { padding: "same", activation: "relu" }).apply(image);
 * const b = conv2d(16, 3, { padding: "same" }).apply(a);
 * const model = new Model({ inputs: image, outputs: add().apply([a, b]) });
 */
export class Model<I extends Symbolic = Symbolic, O extends Symbolic = Symbolic> extends BaseModel<TensorsOf<I>, TensorsOf<O>> {
  override readonly layers: readonly AnyLayer[];

  /** @throws OptionError where the outputs depend on an input that isn't given; ShapeError where two layers have the same name. */
  constructor(options: ModelOptions<I, O>) {
    const names = { inputs: true, outputs: true, name: true, trainable: true, seed: true } as const;
    const { inputs, outputs, ...others } = knownOptions("Model", options, names);
    super(others);
    this.connected = layersBetween(inputs, outputs);
    this.layers = layersIn(this.connected);
    nameLayers(this.layers);
  }
}
