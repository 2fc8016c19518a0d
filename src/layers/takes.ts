import type { OptionNames, Takes } from "../core/options.ts";

export interface LayerOptions {
  /** Must be unique within a model; from the kind of layer where it isn't given ("dense", "dense_1", …). */
  readonly name?: string;
  /** Shape of one example, without the batch; needed on the first layer of a model only. */
  readonly inputShape?: readonly number[];
  readonly trainable?: boolean;
}

/** What a kind of layer takes. */
export interface LayerTakes extends Takes {
  /** What stands before its options, in its function's order. */
  readonly first?: readonly string[];
  /** What its `config()` keeps: that, and its own options. */
  readonly kept?: readonly string[];
}

const LAYER_OPTIONS: OptionNames<LayerOptions> = { name: true, inputShape: true, trainable: true };

/** What a kind of layer takes: some values, each in its place, and then its own options and those of every layer. */
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
