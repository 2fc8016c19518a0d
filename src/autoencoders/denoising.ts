import { type AutoencoderOptions, type FamilyDefaults, familyOptions } from "./autoencoder.ts";
import { StackedAutoencoder } from "./stacked.ts";

/** A stacked autoencoder that sees noisy inputs and learns to give the clean ones back (Géron, chapter 17, "Denoising Autoencoders"; Vincent et al., 2008). */
export class DenoisingAutoencoder extends StackedAutoencoder {
  static override readonly takes = familyOptions("DenoisingAutoencoder", {});
  static override readonly defaults: FamilyDefaults = {
    ...StackedAutoencoder.defaults,
    learningRate: 1,
    noise: { kind: "gaussian", amount: 0.2 },
  };
  override readonly family = "denoising";

  constructor(options: AutoencoderOptions = {}) {
    super(options, DenoisingAutoencoder.defaults);
  }
}
