import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { knownOptions, optionsOf } from "../core/options.ts";
import { random } from "../core/random.ts";
import { dense, flatten, gaussianCodings, reshape } from "../layers/index.ts";
import type { RunOptions } from "../models/fit.ts";
import { sequential } from "../models/sequential.ts";
import {
  AUTOENCODER_OPTIONS,
  Autoencoder,
  type AutoencoderOptions,
  type EncoderDecoder,
  type FamilyDefaults,
} from "./autoencoder.ts";

/**
 * Codings drawn from a normal distribution that the encoder gives, held near the standard normal one, so that a draw from that decodes to a new
 * example (Géron, chapter 17, "Variational Autoencoders"; Kingma & Welling, 2014). The divergence is divided by the number of inputs, as the
 * reconstruction loss is their mean.
 */
export class VariationalAutoencoder extends Autoencoder {
  static override readonly takes = optionsOf<AutoencoderOptions>("VariationalAutoencoder", AUTOENCODER_OPTIONS);
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

  /** New examples: codings drawn from the standard normal distribution, decoded. float32 [count, …]; the same seed gives the same ones. */
  generate(count: number, options: RunOptions & { seed?: number } = {}): Promise<NdArray<"float32">> {
    const { seed = 42, runtime } = knownOptions("generate", options, { runtime: true, seed: true });
    if (!Number.isInteger(count) || count < 1)
      throw new OptionError(`A number of examples is a whole one of at least 1, but this is ${count}.`);
    const [size] = this.trained.encoder.outputShape as readonly [number];
    const stream = random(seed, 3);
    const drawn = Float32Array.from({ length: count * size }, () => stream.normal());
    return this.inverseTransform(ndarray("float32", [count, size], drawn), { runtime });
  }
}
