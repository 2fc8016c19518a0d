import { sizeOf } from "../core/ndarray.ts";
import { dense, flatten, reshape } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { Autoencoder, type AutoencoderOptions, type EncoderDecoder, type FamilyDefaults, familyOptions } from "./autoencoder.ts";

/** Dense SELU layers down to the codings and, symmetrical about them, up again: any depth (Géron, chapter 17, "Stacked Autoencoders"). */
export class StackedAutoencoder extends Autoencoder {
  static override readonly takes = familyOptions("StackedAutoencoder", {});
  static readonly defaults: FamilyDefaults = {
    codings: 30,
    hidden: [100],
    loss: "binaryCrossentropy",
    optimizer: "sgd",
    learningRate: 1.5,
    batchSize: 32,
    epochs: 10,
  };
  readonly family: string = "stacked";

  constructor(options: AutoencoderOptions = {}, defaults = StackedAutoencoder.defaults) {
    super(defaults, options);
  }

  protected build(inputShape: readonly number[]): EncoderDecoder {
    const { codings, hidden } = this.settings;
    const selu = (units: number) => dense(units, { activation: "selu" });
    const outputs = dense(sizeOf(inputShape), { activation: this.outputActivation });
    return {
      encoder: sequential([flatten(), ...[...hidden, codings].map(selu)], { name: "encoder" }),
      decoder: sequential([...hidden.toReversed().map(selu), outputs, reshape(inputShape)], { name: "decoder" }),
    };
  }
}
