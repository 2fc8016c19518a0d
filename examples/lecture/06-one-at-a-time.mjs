// Training one autoencoder at a time: each learns to reconstruct the codings of the previous one, then their layers are stacked.
import { sequential } from "codings";
import { dense, flatten, reshape } from "codings/layers";
import { sgd } from "codings/training";
import { options, train, valid } from "./data.mjs";

/**
 * Trains an autoencoder with one hidden layer. Returns its encoder and decoder, and the codings of training and validation
 * examples.
 */
async function trainAutoencoder(units, x, held, { loss, learningRate, outputActivation }) {
  const inputs = x.shape.slice(1);
  const size = inputs.reduce((product, n) => product * n, 1);
  const encoder = sequential([flatten({ inputShape: inputs }), dense(units, { activation: "selu" })]);
  const decoder = sequential([dense(size, { activation: outputActivation, inputShape: [units] }), reshape(inputs)]);
  const autoencoder = sequential([encoder, decoder]);
  autoencoder.compile({ loss, optimizer: sgd({ learningRate }) });
  await autoencoder.fit(x, x, options(10, [held, held]));
  return { encoder, decoder, codings: await encoder.predict(x), heldCodings: await encoder.predict(held) };
}

console.log("phase 1: 784 - 100 - 784");
const one = await trainAutoencoder(100, train, valid, {
  loss: "binaryCrossentropy",
  learningRate: 1.5,
  outputActivation: "sigmoid",
});
console.log("phase 2: 100 - 30 - 100, on the codings of phase 1");
const two = await trainAutoencoder(30, one.codings, one.heldCodings, {
  loss: "mse",
  learningRate: 0.05,
  outputActivation: "selu",
});

const stacked = sequential([one.encoder, two.encoder, two.decoder, one.decoder]);
stacked.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 0.1 }), metrics: ["roundedAccuracy"] });
console.log("stacked:", await stacked.evaluate(valid, valid));
console.log("fine-tuning all layers together:");
await stacked.fit(train, train, options(10));
