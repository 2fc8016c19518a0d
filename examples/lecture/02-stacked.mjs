// A stacked autoencoder, and its reconstructions.
import { sequential, sliceRows } from "codings";
import { reconstructionsFigure, writeFigure } from "codings/figures";
import { dense, flatten, reshape } from "codings/layers";
import { sgd } from "codings/training";
import { options, train, valid } from "./data.mjs";

const encoder = sequential([
  flatten({ inputShape: [28, 28] }),
  dense(100, { activation: "selu" }),
  dense(30, { activation: "selu" }),
]);
const decoder = sequential([
  dense(100, { activation: "selu", inputShape: [30] }),
  dense(784, { activation: "sigmoid" }),
  reshape([28, 28]),
]);
const autoencoder = sequential([encoder, decoder]);
autoencoder.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 1.5 }), metrics: ["roundedAccuracy"] });
console.log(autoencoder.summary());
await autoencoder.fit(train, train, options(10));

const originals = sliceRows(valid, 0, 5);
const reconstructions = await autoencoder.predict(originals);
await writeFigure(reconstructionsFigure({ originals, reconstructions }), "out/lecture/reconstructions.png");
console.log("out/lecture/reconstructions.png");
