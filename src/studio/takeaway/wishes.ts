import type { Autoencoder } from "../../autoencoders/index.ts";
import { sizeOf } from "../../core/ndarray.ts";
import { layerRows } from "../../models/summary.ts";
import { architectureOf } from "../../report/measure/architecture.ts";
import { detectorsOf } from "../panels/weights.ts";
import { pictureSize } from "../parts/pictures.ts";

export type FigureName = "network" | "learning-curve" | "reconstructions" | "points" | "detectors" | "map" | "errors";

/** A figure of a run, with the reason if it can't be drawn yet. */
export interface FigureWish {
  readonly name: FigureName;
  readonly title: string;
  readonly reason?: string;
}

/** Returns the figures that fit a network and its data. */
export function wishesFor(autoencoder: Autoencoder, { epochs }: { readonly epochs: number }): readonly FigureWish[] {
  const { encoder, model } = autoencoder.trained;
  const shape = model.inputExampleShape;
  const codings = sizeOf(encoder.outputShape);
  const isSpace = shape.join() === "3" && codings === 2;
  const all: readonly (FigureWish & { readonly fits: boolean })[] = [
    { name: "network", title: "Network", fits: isMirrored(autoencoder) },
    {
      name: "learning-curve",
      title: "Learning curve",
      fits: true,
      ...(epochs < 1 && { reason: "The learning curve appears after the first epoch." }),
    },
    { name: "reconstructions", title: "Reconstructions", fits: pictureSize(shape) !== undefined },
    { name: "points", title: "Points in space and their codings", fits: isSpace },
    { name: "detectors", title: "Feature detectors of the first layer", fits: detectorsOf(model)?.channels === 1 },
    { name: "map", title: "Map of the codings", fits: codings > 1 && !isSpace },
    { name: "errors", title: "Reconstruction errors", fits: true },
  ];
  return all.filter(({ fits }) => fits).map(({ fits: _, ...wish }) => wish);
}

/** The kinds of decoder layers that the drawing of a network shows. */
const DRAWN = /^(Dense|DenseTranspose|Conv2DTranspose|LSTM|GRU)$/;

/** Whether the decoder mirrors the encoder, which the drawing of a network requires. */
function isMirrored(autoencoder: Autoencoder): boolean {
  const { sizes } = architectureOf(autoencoder);
  const up = layerRows(autoencoder.trained.decoder).filter(({ kind }) => DRAWN.test(kind));
  return sizes.toReversed().slice(1).join() === up.map(({ shape }) => sizeOf(shape)).join();
}
