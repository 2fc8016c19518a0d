import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { random } from "../core/random.ts";
import { dense, flatten, gaussianCodings, reshape } from "../layers/index.ts";
import type { RunOptions } from "../models/run-options.ts";
import { sequential } from "../models/sequential.ts";
import { Autoencoder, type AutoencoderOptions, type EncoderDecoder, type FamilyDefaults, familyOptions } from "./autoencoder.ts";
import { drawCategories } from "./drawn-categories.ts";

export interface GenerateOptions extends RunOptions {
  /** 42 by default. */
  readonly seed?: number;
}

const GENERATE_OPTIONS = { runtime: true, seed: true } as const;

/**
 * Codings drawn from a normal distribution that the encoder gives, held near the standard normal one, so that a draw from that decodes to a new
 * example (Géron, chapter 17, "Variational Autoencoders"; Kingma & Welling, 2014). The divergence is divided by the number of inputs, as the
 * reconstruction loss is their mean.
 */
export class VariationalAutoencoder extends Autoencoder {
  static override readonly takes = familyOptions("VariationalAutoencoder", {});
  static readonly defaults: FamilyDefaults = {
    codings: 10,
    hidden: [150, 100],
    loss: "binaryCrossentropy",
    optimizer: "rmsprop",
    learningRate: 0.001,
    batchSize: 128,
    epochs: 25,
  };
  readonly family = "variational";

  constructor(options: AutoencoderOptions = {}) {
    super(VariationalAutoencoder.defaults, options);
  }

  protected build(inputShape: readonly number[]): EncoderDecoder {
    const { codings, hidden } = this.settings;
    const selu = (units: number) => dense(units, { activation: "selu" });
    const size = sizeOf(inputShape);
    return {
      encoder: sequential([flatten(), ...hidden.map(selu), gaussianCodings(codings, { weight: 1 / size })], { name: "encoder" }),
      decoder: sequential(
        [...hidden.toReversed().map(selu), dense(size, { activation: this.outputActivation }), reshape(inputShape)],
        { name: "decoder" },
      ),
    };
  }

  /**
   * New examples: codings drawn from the standard normal distribution, decoded. float32 [count, …]; the same seed gives the same ones. Of a table they are
   * features, each number the decoder's mean, each category one of its values, drawn by the decoder's probabilities.
   */
  async generate(count: number, options: GenerateOptions = {}): Promise<NdArray<"float32">> {
    knownOptions("generate", options, GENERATE_OPTIONS);
    if (!Number.isInteger(count) || count < 1)
      throw new OptionError(`A number of examples is a whole one of at least 1, but this is ${count}.`);
    return this.generator(options)(count);
  }

  /** What gives the same examples as `generate` some at a time: the next so many at each call, for more of them than memory holds. */
  generator(options: GenerateOptions = {}): (count: number) => Promise<NdArray<"float32">> {
    const { seed = 42, runtime } = knownOptions("generator", options, GENERATE_OPTIONS);
    const [size] = this.trained.encoder.outputShape as readonly [number];
    const { table } = this.settings;
    const [codings, categories] = [random(seed, 3), random(seed, 4)];
    return async (count) => {
      const drawn = Float32Array.from({ length: count * size }, () => codings.normal());
      const examples = await this.inverseTransform(ndarray("float32", [count, size], drawn), { runtime });
      if (table) drawCategories(table, examples, categories);
      return examples;
    };
  }
}
