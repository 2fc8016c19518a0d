import { ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import type { Tensor } from "../graph/index.ts";
import { input, Layer } from "../layers/index.ts";
import { nameLayers } from "../layers/names.ts";
import { type LayerTakes, layerTakes } from "../layers/takes.ts";
import { BaseModel, type BaseModelOptions } from "./base-model.ts";

/** Options of a `Sequential`. */
export type SequentialOptions = BaseModelOptions;

/**
 * A model whose layers are applied one after the other. An autoencoder is a `Sequential` of an encoder and a decoder, which share
 * their weights with it.
 *
 * @example
 * const encoder = sequential([dense(100, { activation: "selu" }), dense(30)]);
 * const decoder = sequential([dense(100, { activation: "selu" }), dense(784, { activation: "sigmoid" })]);
 * const autoencoder = new Sequential([encoder, decoder], { inputShape: [784] });
 */
export class Sequential extends BaseModel<Tensor, Tensor, NdArray<"float32">> {
  static override readonly takes: LayerTakes = { ...layerTakes<SequentialOptions>("Sequential", { seed: true }), kept: [] };
  /**
   * Whether loading a saved model makes an instance of this class. Classes that extend it don't have this property as their own.
   */
  static readonly isMadeAgain: boolean = true;
  override readonly layers: readonly Layer[];

  constructor(layers: readonly Layer[], options: SequentialOptions = {}) {
    if (!Array.isArray(layers))
      throw new ShapeError("A sequential model needs a list of layers, such as sequential([dense(10), dense(3)]).");
    super(options);
    if (layers.some((layer) => !(layer instanceof Layer)))
      throw new ShapeError(
        "The list of a sequential model has something that isn't a layer. Give only layers, such as sequential([dense(10), dense(3)]).",
      );
    if (layers.length === 0) throw new ShapeError("A sequential model needs at least one layer, but its list is empty.");
    this.layers = layers;
    nameLayers(layers);
    const [first] = layers;
    const known =
      options.inputShape ??
      first!.inputShape ??
      (first instanceof Sequential && first.isBuilt ? first.inputExampleShape : undefined);
    if (known) this.buildFor(known);
  }

  override get inputNames(): readonly string[] {
    return ["input"];
  }

  override get outputNames(): readonly string[] {
    return [this.layers.at(-1)!.name];
  }

  /** Creates the weights of all layers for the shape of an example. It isn't needed if the first layer has an `inputShape`. */
  override buildFor(inputShape: readonly number[]): void {
    if (this.connected) return;
    const start = input(inputShape);
    const values = [start];
    for (const layer of this.layers) values.push(layer.apply(values.at(-1)!));
    this.connected = {
      inputs: [start],
      outputs: values.slice(-1),
      givesList: false,
      named: {},
      uses: values.flatMap(({ from }) => from ?? []),
    };
  }
}

/**
 * Creates a model whose layers are applied one after the other.
 * @param layers layers or models, in their order.
 * @throws ShapeError if this isn't a list of layers, or if two layers have the same name.
 * @example
 * const model = sequential([dense(30, { activation: "selu" }), dense(784, { activation: "sigmoid" })], { inputShape: [784] });
 */
export const sequential = (layers: readonly Layer[], options: SequentialOptions = {}): Sequential =>
  new Sequential(layers, options);
