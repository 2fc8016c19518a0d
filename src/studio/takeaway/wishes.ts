import type { Autoencoder } from "../../autoencoders/index.ts";
import { sizeOf } from "../../core/ndarray.ts";
import { layerRows } from "../../models/summary.ts";
import { architectureOf } from "../../report/measure/architecture.ts";
import { detectorsOf } from "../panels/weights.ts";
import { pictureSize } from "../parts/pictures.ts";

export type FigureName = "network" | "learning-curve" | "reconstructions" | "points" | "detectors" | "map" | "errors";

/** A figure that can be drawn of a run, or why not yet. */
export interface FigureWish {
  readonly name: FigureName;
  readonly title: string;
  readonly reason?: string;
}

/** The figures that fit a network and its data. */
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
      ...(epochs < 1 && { reason: "No epoch is done yet." }),
    },
    { name: "reconstructions", title: "Reconstructions", fits: pictureSize(shape) !== undefined },
    { name: "points", title: "Points in space and their codings", fits: isSpace },
    { name: "detectors", title: "What the first layer looks for", fits: detectorsOf(model) !== undefined },
    { name: "map", title: "Map of the codings", fits: codings > 1 && !isSpace },
    { name: "errors", title: "Reconstruction errors", fits: true },
  ];
  return all.filter(({ fits }) => fits).map(({ fits: _, ...wish }) => wish);
}

/** Layers of a decoder whose outputs make its picture. */
const DRAWN = /^(Dense|DenseTranspose|Conv2DTranspose|LSTM|GRU)$/;

/** The drawing of a network is symmetrical about the codings: only one that is so can be drawn. */
function isMirrored(autoencoder: Autoencoder): boolean {
  const { sizes } = architectureOf(autoencoder);
  const up = layerRows(autoencoder.trained.decoder).filter(({ kind }) => DRAWN.test(kind));
  return sizes.toReversed().slice(1).join() === up.map(({ shape }) => sizeOf(shape)).join();
}
