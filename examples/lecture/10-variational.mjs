// A variational autoencoder, and new images that it generates.
import { ndarray, random, sequential } from "codings";
import { picturesFigure, writeFigure } from "codings/figures";
import { dense, flatten, gaussianCodings, reshape } from "codings/layers";
import { rmsprop } from "codings/training";
import { options, train } from "./data.mjs";

const codingsSize = 10;
const encoder = sequential([
  flatten({ inputShape: [28, 28] }),
  dense(150, { activation: "selu" }),
  dense(100, { activation: "selu" }),
  gaussianCodings(codingsSize, { weight: 1 / 784 }), // samples codings, and adds the KL divergence to the loss
]);
const decoder = sequential([
  dense(100, { activation: "selu", inputShape: [codingsSize] }),
  dense(150, { activation: "selu" }),
  dense(784, { activation: "sigmoid" }),
  reshape([28, 28]),
]);
const autoencoder = sequential([encoder, decoder]);
autoencoder.compile({ loss: "binaryCrossentropy", optimizer: rmsprop() });
await autoencoder.fit(train, train, { ...options(25), batchSize: 128 });

const { normal } = random(42);
const codings = ndarray("float32", [36, codingsSize], Float32Array.from({ length: 36 * codingsSize }, normal));
await writeFigure(picturesFigure(await decoder.predict(codings), { title: "Generated" }), "out/lecture/generated.png");
console.log("out/lecture/generated.png");
