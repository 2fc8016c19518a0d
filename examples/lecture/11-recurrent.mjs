// A recurrent autoencoder: images read row by row, as sequences of 28 steps of 28. A tenth of them: every step of a sequence waits for the one before.
import { dense, lstm, repeatVector, sequential, sgd, sliceRows, timeDistributed } from "codings";
import { options, train } from "./data.mjs";

const encoder = sequential([lstm(100, { returnSequences: true, inputShape: [28, 28] }), lstm(30)]);
const decoder = sequential([
  repeatVector(28, { inputShape: [30] }),
  lstm(100, { returnSequences: true }),
  timeDistributed(dense(28, { activation: "sigmoid" })),
]);
const autoencoder = sequential([encoder, decoder]);
autoencoder.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 0.1 }), metrics: ["roundedAccuracy"] });
console.log(autoencoder.summary());
const few = sliceRows(train, 0, Math.ceil(train.shape[0] / 10));
await autoencoder.fit(few, few, options(10));
