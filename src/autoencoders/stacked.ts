import { sizeOf } from "../core/ndarray.ts";
import { dense, flatten, reshape } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { Autoencoder, type AutoencoderOptions, type Blueprint } from "./autoencoder.ts";

/** Dense SELU layers down to the codings and, symmetrical about them, up again; a sigmoid at the end where the loss is for numbers from 0 to 1. */
export const stacked: Blueprint = (inputShape, { codings, hidden, loss }) => {
  const selu = (units: number) => dense(units, { activation: "selu" });
  const outputs = dense(sizeOf(inputShape), { activation: loss === "binaryCrossentropy" ? "sigmoid" : "linear" });
  return {
    encoder: sequential([flatten(), ...[...hidden, codings].map(selu)], { name: "encoder" }),
    decoder: sequential([...hidden.toReversed().map(selu), outputs, reshape(inputShape)], { name: "decoder" }),
  };
};

/** The stacked autoencoder (Géron, chapter 17, "Stacked Autoencoders"): any depth, symmetrical about the codings. */
export class StackedAutoencoder extends Autoencoder {
  constructor(options: AutoencoderOptions = {}) {
    super(stacked, options);
  }
}
