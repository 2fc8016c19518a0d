import type { Autoencoder } from "../../autoencoders/autoencoder.ts";
import { sizeOf } from "../../core/ndarray.ts";
import { layerRows } from "../../models/index.ts";

/** Kinds of layers that the diagram of an encoder shows. */
const DRAWN = new Set(["Dense", "LSTM", "GRU", "MaxPooling1D", "MaxPooling2D", "AveragePooling2D"]);

/** Returns a model's layers, and in `sizes` the numbers of units from the inputs to the codings. */
export function architectureOf({ family, trained: { encoder, model } }: Autoencoder) {
  const inside = layerRows(encoder).filter(({ kind }) => DRAWN.has(kind));
  const hidden = inside.map(({ shape }) => sizeOf(shape));
  const codings = sizeOf(encoder.outputShape);
  if (hidden.at(-1) === codings) hidden.pop();
  return { family, sizes: [sizeOf(model.inputExampleShape), ...hidden, codings], layers: layerRows(model) };
}
