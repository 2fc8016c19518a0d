// Unsupervised pretraining: an autoencoder learns from all images without labels, then a classifier learns from 500 labels.
import { sequential, takeRows } from "codings";
import { chooseLabelled } from "codings/autoencoders";
import { dense, flatten, maskingNoise, reshape } from "codings/layers";
import { adam, nadam } from "codings/training";
import { options, train, trainLabels, valid, validLabels } from "./data.mjs";

const encoderLayers = () => [
  flatten({ inputShape: [28, 28] }),
  dense(500, { activation: "selu" }),
  dense(250, { activation: "selu" }),
];

// Phase 1: all the data, no labels.
const encoder = sequential(encoderLayers(), { name: "encoder" });
const decoder = sequential([
  dense(500, { activation: "selu", inputShape: [250] }),
  dense(784, { activation: "sigmoid" }),
  reshape([28, 28]),
]);
const autoencoder = sequential([maskingNoise(0.5, { inputShape: [28, 28] }), encoder, decoder]);
autoencoder.compile({ loss: "binaryCrossentropy", optimizer: nadam() });
await autoencoder.fit(train, train, options(10));

// Phase 2: a classifier of the encoder and a softmax layer. The encoder is frozen at first, then all layers learn at a lower
// learning rate.
const rows = chooseLabelled(trainLabels, 500);
const [examples, labels] = [takeRows(train, rows), takeRows(trainLabels, rows)];
const classify = async (body, phases) => {
  const classifier = sequential([body, dense(10, { activation: "softmax" })]);
  for (const { frozen, epochs, learningRate } of phases) {
    body.trainable = !frozen;
    classifier.compile({ loss: "sparseCategoricalCrossentropy", optimizer: adam({ learningRate }), metrics: ["accuracy"] });
    await classifier.fit(examples, labels, { epochs: options(epochs).epochs });
  }
  return (await classifier.evaluate(valid, validLabels)).accuracy;
};
const copy = sequential(encoderLayers());
copy.setWeights(encoder.getWeights());
const pretrained = await classify(copy, [
  { frozen: true, epochs: 30, learningRate: 0.005 },
  { frozen: false, epochs: 20, learningRate: 0.0005 },
]);
const control = await classify(sequential(encoderLayers()), [{ frozen: false, epochs: 50, learningRate: 0.001 }]);
console.log(`accuracy with 500 labels: ${pretrained.toFixed(4)} pretrained, ${control.toFixed(4)} from scratch`);
