// A convolutional autoencoder.
import { sequential } from "codings";
import { conv2d, conv2dTranspose, maxPooling2d, reshape } from "codings/layers";
import { sgd } from "codings/training";
import { options, train } from "./data.mjs";

const encoder = sequential([
  reshape([28, 28, 1], { inputShape: [28, 28] }),
  conv2d(16, 3, { padding: "same", activation: "selu" }),
  maxPooling2d({ poolSize: 2 }),
  conv2d(32, 3, { padding: "same", activation: "selu" }),
  maxPooling2d({ poolSize: 2 }),
  conv2d(64, 3, { padding: "same", activation: "selu" }),
  maxPooling2d({ poolSize: 2 }),
]);
const decoder = sequential([
  conv2dTranspose(32, 3, { strides: 2, padding: "valid", activation: "selu", inputShape: [3, 3, 64] }),
  conv2dTranspose(16, 3, { strides: 2, padding: "same", activation: "selu" }),
  conv2dTranspose(1, 3, { strides: 2, padding: "same", activation: "sigmoid" }),
  reshape([28, 28]),
]);
const autoencoder = sequential([encoder, decoder]);
autoencoder.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 1.0 }), metrics: ["roundedAccuracy"] });
console.log(autoencoder.summary());
await autoencoder.fit(train, train, options(5));
