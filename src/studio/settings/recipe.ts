import {
  Autoencoder,
  type AutoencoderOptions,
  type ExampleValues,
  families,
  parseNoise,
  type SparseAutoencoderOptions,
} from "../../autoencoders/index.ts";
import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";
import { modelOf } from "./layers.ts";
import type { Settings } from "./settings.ts";

/** What a network is made for: one example's shape, what it is made of, and, of a table, its columns. */
export interface ExampleKind {
  readonly shape: readonly number[];
  /** Pixels by default. */
  readonly values?: ExampleValues;
  readonly table?: TablePreprocessing;
}

/** What the settings say of a family's options. @throws OptionError where a text isn't of its form. */
export function optionsOf(settings: Settings, table?: TablePreprocessing): AutoencoderOptions & SparseAutoencoderOptions {
  const { codings, hidden, optimizer, learningRate, noise, sparsity, seed, loss, fineTune, system } = settings;
  return {
    codings,
    hidden,
    optimizer,
    learningRate,
    seed,
    ...(noise && { noise: parseNoise(noise) }),
    ...(system === "sparse" && sparsity && { sparsity: families.sparse.options.sparsity.parse(sparsity) }),
    ...(system === "greedy" && { fineTune }),
    ...(table ? { table } : loss && { loss: loss as AutoencoderOptions["loss"] }),
  };
}

/** The autoencoder of some settings, its layers made. @throws OptionError, ShapeError, LayerError where they don't fit together. */
export function autoencoderOf(settings: Settings, { shape, values = "pixels", table }: ExampleKind): Autoencoder {
  const autoencoder = new Autoencoder({ ...optionsOf(settings, table), family: families[settings.system] }).chooseFor(values);
  if (settings.layers) autoencoder.adopt(modelOf(settings.layers, shape, settings.seed));
  else autoencoder.buildFor(shape);
  return autoencoder;
}
