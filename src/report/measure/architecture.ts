import type { Autoencoder } from "../../autoencoders/autoencoder.ts";
import { sizeOf } from "../../core/ndarray.ts";
import { type LayerRow, layerRows } from "../../models/index.ts";

export interface ArchitectureValues {
  readonly family: string;
  /** Units from the inputs down to the codings. */
  readonly sizes: readonly number[];
  readonly layers: readonly LayerRow[];
}

/** Layers whose outputs make the picture of an encoder. */
const DRAWN = new Set(["Dense", "LSTM", "GRU", "MaxPooling1D", "MaxPooling2D", "AveragePooling2D"]);

export function architectureOf({ family, trained: { encoder, model } }: Autoencoder): ArchitectureValues {
  const inside = layerRows(encoder).filter(({ kind }) => DRAWN.has(kind));
  const hidden = inside.map(({ shape }) => sizeOf(shape));
  const codings = sizeOf(encoder.outputShape);
  if (hidden.at(-1) === codings) hidden.pop();
  return { family, sizes: [sizeOf(model.inputExampleShape), ...hidden, codings], layers: layerRows(model) };
}
