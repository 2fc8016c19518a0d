import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import type { Tensor } from "../graph/index.ts";
import type { AnyLayer, SymbolicTensor } from "../layers/index.ts";
import { nameLayers } from "../layers/names.ts";
import { BaseModel, type BaseModelOptions } from "./base-model.ts";
import { layersBetween, layersIn, type SymbolicValues } from "./layer-graph.ts";

/** One tensor for one value, or a list for several. */
type TensorsOf<S extends SymbolicValues> = S extends SymbolicTensor ? Tensor : readonly Tensor[];
/** One array for one value, a list for a list, or arrays by name for values by name. */
type ArraysOf<S extends SymbolicValues> = S extends SymbolicTensor
  ? NdArray<"float32">
  : S extends readonly SymbolicTensor[]
    ? readonly NdArray<"float32">[]
    : { readonly [K in keyof S]: NdArray<"float32"> };

/** Options of a `Model`. */
export interface ModelOptions<I extends SymbolicValues = SymbolicValues, O extends SymbolicValues = SymbolicValues>
  extends Omit<BaseModelOptions, "inputShape"> {
  /**
   * Inputs of the model: results of `input`, as one value, a list, or an object by name such as `{ image, table }`. They can also
   * be values inside another model.
   */
  readonly inputs: I;
  /** Outputs of the model: one value, a list, or an object by name. `predict` returns arrays in the same form. */
  readonly outputs: O;
}

/**
 * A graph of layers with one or several inputs and outputs, skip connections and shared layers, as Keras's functional models.
 *
 * @example
 * const image = input([28, 28, 1]);
 * const a = conv2d(16, 3, { padding: "same", activation: "relu" }).apply(image);
 * const b = conv2d(16, 3, { padding: "same" }).apply(a);
 * const model = new Model({ inputs: image, outputs: add().apply([a, b]) });
 *
 * const [label, picture] = [dense(10).apply(code), decoder.apply(code)];
 * const both = new Model({ inputs: { image, table }, outputs: { label, picture } });
 * both.compile({ loss: { label: "sparseCategoricalCrossentropy", picture: "mse" }, lossWeights: { picture: 0.5 } });
 */
export class Model<I extends SymbolicValues = SymbolicValues, O extends SymbolicValues = SymbolicValues> extends BaseModel<
  TensorsOf<I>,
  TensorsOf<O>,
  ArraysOf<O>
> {
  /**
   * Whether loading a saved model makes an instance of this class. Classes that extend it don't have this property as their own.
   */
  static readonly isMadeAgain: boolean = true;
  override readonly layers: readonly AnyLayer[];

  /**
   * @throws OptionError if the outputs depend on an input that isn't given.
   * @throws ShapeError if two layers have the same name.
   */
  constructor(options: ModelOptions<I, O>) {
    const names = { inputs: true, outputs: true, name: true, trainable: true, seed: true } as const;
    const { inputs, outputs, ...others } = knownOptions("Model", options, names);
    super(others);
    this.connected = layersBetween(inputs, outputs);
    this.layers = layersIn(this.connected);
    nameLayers(this.layers);
  }
}
