import type { Takes } from "../core/options.ts";
import type { Autoencoder, AutoencoderOptions, FamilyDefaults } from "./autoencoder.ts";
import { ConvolutionalAutoencoder } from "./convolutional.ts";
import { Convolutional1dAutoencoder } from "./convolutional-1d.ts";
import { DenoisingAutoencoder } from "./denoising.ts";
import { GreedyAutoencoder } from "./greedy.ts";
import { LinearAutoencoder } from "./linear.ts";
import { RecurrentAutoencoder } from "./recurrent.ts";
import { SparseAutoencoder } from "./sparse.ts";
import { StackedAutoencoder } from "./stacked.ts";
import { TiedAutoencoder } from "./tied.ts";
import { VariationalAutoencoder } from "./variational.ts";

export interface Family {
  readonly takes: Takes;
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
  recurrent: RecurrentAutoencoder,
  "convolutional-1d": Convolutional1dAutoencoder,
  denoising: DenoisingAutoencoder,
  sparse: SparseAutoencoder,
  variational: VariationalAutoencoder,
};
