// The codings of validation images, 30 numbers for 784 pixels, and a t-SNE map of the codings.
import { StackedAutoencoder, Tsne } from "codings";
import { writeNpy } from "codings/data";
import { activationsFigure, mapFigure, writeFigure } from "codings/figures";
import { options, train, valid, validLabels } from "./data.mjs";

const { epochs, callbacks } = options(10);
const autoencoder = new StackedAutoencoder({ hidden: [100], codings: 30 });
await autoencoder.fit(train, { epochs, callbacks, validation: valid });

const codings = await autoencoder.transform(valid);
await writeFigure(activationsFigure({ codings }), "out/lecture/activations.png");
await writeNpy("out/lecture/codings.npy", codings);
const tsne = await new Tsne().fit(codings);
const map = mapFigure({ positions: tsne.map, images: valid, ...(validLabels && { labels: validLabels.data }) });
await writeFigure(map, "out/lecture/map.png");
console.log(`out/lecture/map.png, divergence ${tsne.klDivergence.toFixed(3)}`);
console.log(`out/lecture/codings.npy: ${codings.shape.join(" x ")}; out/lecture/activations.png`);
