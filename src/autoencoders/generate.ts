import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { random } from "../core/random.ts";
import { shown } from "../core/words.ts";
import type { RunOptions } from "../models/run-options.ts";
import { drawCategories } from "./drawn-categories.ts";
import { families } from "./families/index.ts";
import type { TrainedAutoencoder } from "./trained.ts";

/** Options of `generate` and `generator`. */
export interface GenerateOptions extends RunOptions {
  /** Seed of the codings; 42 by default. */
  readonly seed?: number;
}

const GENERATE_OPTIONS: OptionNames<GenerateOptions> = { runtime: true, seed: true };

/** Generates new examples, the next ones at each call: float32 [count, …]. */
export type Generator = (count: number) => Promise<NdArray<"float32">>;

/**
 * Returns a function that draws codings from the family's distribution and decodes them. The same seed generates the same
 * examples. For a table they are features: each number is the decoder's mean, and each category is one of its values, drawn by
 * the decoder's probabilities.
 * @throws OptionError if the family's codings have no known distribution.
 */
export function generatorOf(autoencoder: TrainedAutoencoder, where: string, options: GenerateOptions): Generator {
  const { seed = 42, runtime } = knownOptions(where, options, GENERATE_OPTIONS);
  const { family, descriptor, settings, trained } = autoencoder;
  if (!descriptor.prior) {
    const others = Object.values(families).filter(({ prior }) => prior);
    throw new OptionError(
      `A ${family} autoencoder can't generate examples, because the distribution of its codings isn't known. Train one with family: ${others.map(({ name }) => `"${name}"`).join(" or ")}.`,
    );
  }
  const [size] = trained.encoder.outputShape as readonly [number];
  const [codings, categories] = [random(seed, 3), random(seed, 4)];
  return async (count) => {
    if (!Number.isInteger(count) || count < 1)
      throw new OptionError(`The number of examples must be a whole number of at least 1, but it is ${shown(count)}.`);
    const drawn = Float32Array.from({ length: count * size }, () => descriptor.prior!(codings));
    trained.model.initialize();
    const examples = await trained.decoder.predict(ndarray("float32", [count, size], drawn), { runtime });
    if (settings.table) drawCategories(settings.table, examples, categories);
    return examples;
  };
}
