import type { Autoencoder, AutoencoderOptions, FamilyDefaults } from "./autoencoder.ts";
import { ConvolutionalAutoencoder } from "./convolutional.ts";
import { DenoisingAutoencoder } from "./denoising.ts";
import { GreedyAutoencoder } from "./greedy.ts";
import { LinearAutoencoder } from "./linear.ts";
import { SparseAutoencoder } from "./sparse.ts";
import { StackedAutoencoder } from "./stacked.ts";
import { TiedAutoencoder } from "./tied.ts";
import { VariationalAutoencoder } from "./variational.ts";

export interface Family {
  readonly defaults: FamilyDefaults;
  new (options?: AutoencoderOptions): Autoencoder;
}

/** Every family, by the name that `codings train --model` and saved models call it. */
export const families: Readonly<Record<string, Family>> = {
  linear: LinearAutoencoder,
  stacked: StackedAutoencoder,
  tied: TiedAutoencoder,
  greedy: GreedyAutoencoder,
  convolutional: ConvolutionalAutoencoder,
  denoising: DenoisingAutoencoder,
  sparse: SparseAutoencoder,
  variational: VariationalAutoencoder,
};
