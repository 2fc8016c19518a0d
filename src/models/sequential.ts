import { ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import type { Tensor } from "../graph/index.ts";
import { input, Layer } from "../layers/index.ts";
import { nameLayers } from "../layers/names.ts";
import { type LayerTakes, layerTakes } from "../layers/takes.ts";
import { BaseModel, type BaseModelOptions } from "./base-model.ts";

export type SequentialOptions = BaseModelOptions;

/** Layers one behind the other; an encoder and a decoder make an autoencoder and share their weights with it. */
export class Sequential extends BaseModel<Tensor, Tensor, NdArray<"float32">> {
  static override readonly takes: LayerTakes = { ...layerTakes<SequentialOptions>("Sequential", { seed: true }), kept: [] };
  /** Whether a saved one is made again as one of the same class: a class that extends it hasn't this of its own. */
  static readonly isMadeAgain: boolean = true;
  override readonly layers: readonly Layer[];

  constructor(layers: readonly Layer[], options: SequentialOptions = {}) {
    if (!Array.isArray(layers))
      throw new ShapeError("A sequential model takes a list of layers: sequential([dense(10), dense(3)]).");
    super(options);
    if (layers.some((layer) => !(layer instanceof Layer)))
      throw new ShapeError(
        "A sequential model's list has something else than layers. Give layers: sequential([dense(10), dense(3)]).",
      );
    if (layers.length === 0) throw new ShapeError("A sequential model needs at least one layer.");
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

  /** Makes the weights of all layers for the shape of an example. Done already where the first layer was given an `inputShape`. */
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

/** A model of layers one behind the other. */
export const sequential = (layers: readonly Layer[], options: SequentialOptions = {}): Sequential =>
  new Sequential(layers, options);
