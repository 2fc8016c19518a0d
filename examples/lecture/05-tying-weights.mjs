// Tying weights: the decoder uses the transposed weights of the encoder, which halves the number of parameters.
import { sequential } from "codings";
import { dense, denseTranspose, flatten, reshape } from "codings/layers";
import { sgd } from "codings/training";
import { options, train } from "./data.mjs";

const dense1 = dense(100, { activation: "selu" });
const dense2 = dense(30, { activation: "selu" });
const tiedEncoder = sequential([flatten({ inputShape: [28, 28] }), dense1, dense2]);
const tiedDecoder = sequential([
  denseTranspose(dense2, { activation: "selu" }),
  denseTranspose(dense1, { activation: "sigmoid" }),
  reshape([28, 28]),
]);
const tied = sequential([tiedEncoder, tiedDecoder]);
tied.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 1.5 }), metrics: ["roundedAccuracy"] });
console.log(tied.summary());
await tied.fit(train, train, options(10));
