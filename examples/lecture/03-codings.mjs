// The codings of images that it hasn't seen: 30 numbers for 784 pixels, ready for a map, a search or a table.
import { StackedAutoencoder, writeNpy } from "codings";
import { activationsFigure, writeFigure } from "codings/figures";
import { options, train, valid } from "./data.mjs";

const { epochs, callbacks } = options(10);
const autoencoder = new StackedAutoencoder({ hidden: [100], codings: 30 });
await autoencoder.fit(train, { epochs, callbacks, validation: valid });

const codings = await autoencoder.transform(valid);
await writeFigure(activationsFigure({ codings }), "out/lecture/activations.png");
await writeNpy("out/lecture/codings.npy", codings);
console.log(`out/lecture/codings.npy: ${codings.shape.join(" x ")}; out/lecture/activations.png`);
