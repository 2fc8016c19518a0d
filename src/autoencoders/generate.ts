import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { random } from "../core/random.ts";
import { shown } from "../core/words.ts";
import type { RunOptions } from "../models/run-options.ts";
import { drawCategories } from "./drawn-categories.ts";
import { families } from "./families/index.ts";
import type { TrainedAutoencoder } from "./trained.ts";

export interface GenerateOptions extends RunOptions {
  /** 42 by default. */
  readonly seed?: number;
}

const GENERATE_OPTIONS: OptionNames<GenerateOptions> = { runtime: true, seed: true };

/** Gives new examples, the next ones at each call: float32 [count, …]. */
export type Generator = (count: number) => Promise<NdArray<"float32">>;

/**
 * Makes what draws codings from the family's distribution and decodes them, the same ones for the same seed. Of a table they are features, each number the
 * decoder's mean, each category one of its values, drawn by the decoder's probabilities.
 * @throws OptionError for a family whose codings have no known distribution.
 */
export function generatorOf(autoencoder: TrainedAutoencoder, where: string, options: GenerateOptions): Generator {
  const { seed = 42, runtime } = knownOptions(where, options, GENERATE_OPTIONS);
  const { family, descriptor, settings, trained } = autoencoder;
  if (!descriptor.prior) {
    const others = Object.values(families).filter(({ prior }) => prior);
    throw new OptionError(
      `A ${family} autoencoder doesn't know how likely codings are, so it can't generate. Train one that does: family: ${others.map(({ name }) => `"${name}"`).join(" or ")}.`,
    );
  }
  const [size] = trained.encoder.outputShape as readonly [number];
  const [codings, categories] = [random(seed, 3), random(seed, 4)];
  return async (count) => {
    if (!Number.isInteger(count) || count < 1)
      throw new OptionError(`A number of examples is a whole one of at least 1, but this is ${shown(count)}.`);
    const drawn = Float32Array.from({ length: count * size }, () => descriptor.prior!(codings));
    trained.model.initialize();
    const examples = await trained.decoder.predict(ndarray("float32", [count, size], drawn), { runtime });
    if (settings.table) drawCategories(settings.table, examples, categories);
    return examples;
  };
}
