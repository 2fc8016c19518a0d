export {
  Autoencoder,
  type AutoencoderFitOptions,
  type AutoencoderOptions,
  type Blueprint,
  type EncoderDecoder,
} from "./autoencoder.ts";
export { families } from "./families.ts";
export { StackedAutoencoder, stacked } from "./stacked.ts";
