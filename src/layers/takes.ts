import type { OptionNames, Takes } from "../core/options.ts";

/** The options of every layer. */
export interface LayerOptions {
  /** Name of the layer, unique within a model; default: a name from its kind ("dense", "dense_1", …). */
  readonly name?: string;
  /** Shape of one example, without the batch; only needed for the first layer of a model. */
  readonly inputShape?: readonly number[];
  /** Whether training changes the weights; default true. */
  readonly trainable?: boolean;
}

/** The arguments of a kind of layer. */
export interface LayerTakes extends Takes {
  /** Names of the arguments before the options, in the order of its function. */
  readonly first?: readonly string[];
  /** Names of the arguments and options that `config()` stores. */
  readonly kept?: readonly string[];
}

const LAYER_OPTIONS: OptionNames<LayerOptions> = { name: true, inputShape: true, trainable: true };

/** Lists the arguments of a kind of layer: positional ones, its own options, and those of every layer. */
export const layerTakes = <T extends LayerOptions>(
  where: string,
  own: OptionNames<Omit<T, keyof LayerOptions>>,
  ...first: readonly string[]
): LayerTakes => ({
  where,
  names: { ...LAYER_OPTIONS, ...own },
  first,
  kept: [...first, ...Object.keys(own)],
});
