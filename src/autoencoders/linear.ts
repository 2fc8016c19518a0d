import { sizeOf } from "../core/ndarray.ts";
import { dense, flatten, reshape } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { Autoencoder, type AutoencoderOptions, type EncoderDecoder, type FamilyDefaults, familyOptions } from "./autoencoder.ts";

/** No activation, and the squared error: what it learns is the plane of PCA (Géron, chapter 17, "Performing PCA with an Undercomplete Linear Autoencoder"). */
export class LinearAutoencoder extends Autoencoder {
  static override readonly takes = familyOptions("LinearAutoencoder", {});
  static readonly defaults: FamilyDefaults = {
    codings: 2,
    hidden: [],
    loss: "mse",
    optimizer: "sgd",
    learningRate: 1.5,
    batchSize: 32,
    epochs: 20,
  };
  readonly family = "linear";

  constructor(options: AutoencoderOptions = {}) {
    super(LinearAutoencoder.defaults, options);
  }

  protected build(inputShape: readonly number[]): EncoderDecoder {
    const { codings, hidden } = this.settings;
    const linear = (units: number) => dense(units);
    return {
      encoder: sequential([flatten(), ...[...hidden, codings].map(linear)], { name: "encoder" }),
      decoder: sequential([...[...hidden.toReversed(), sizeOf(inputShape)].map(linear), reshape(inputShape)], {
        name: "decoder",
      }),
    };
  }
}
