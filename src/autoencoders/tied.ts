import { dense, denseTranspose, flatten, reshape } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { Autoencoder, type AutoencoderOptions, type EncoderDecoder, type FamilyDefaults, familyOptions } from "./autoencoder.ts";
import { StackedAutoencoder } from "./stacked.ts";

/** A stacked autoencoder whose decoder has the encoder's kernels, transposed, and biases of its own: half the parameters (Géron, chapter 17, "Tying Weights"). */
export class TiedAutoencoder extends Autoencoder {
  static override readonly takes = familyOptions("TiedAutoencoder", {});
  static readonly defaults: FamilyDefaults = StackedAutoencoder.defaults;
  readonly family = "tied";

  constructor(options: AutoencoderOptions = {}) {
    super(TiedAutoencoder.defaults, options);
  }

  /** Its decoder turns the encoder's kernels around, so the encoder has no inputs that the decoder doesn't give. */
  protected override get tellsMissing(): boolean {
    return false;
  }

  protected build(inputShape: readonly number[]): EncoderDecoder {
    const { codings, hidden } = this.settings;
    const down = [...hidden, codings].map((units) => dense(units, { activation: "selu" }));
    const up = down
      .toReversed()
      .map((layer, i) => denseTranspose(layer, { activation: i === down.length - 1 ? this.outputActivation : "selu" }));
    return {
      encoder: sequential([flatten(), ...down], { name: "encoder" }),
      decoder: sequential([...up, reshape(inputShape)], { name: "decoder" }),
    };
  }
}
