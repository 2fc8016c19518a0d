// A recurrent autoencoder, which reads images row by row, as sequences of 28 steps with 28 values. Recurrent layers are slow,
// because each step waits for the previous one, so this script uses a tenth of the images. With so few updates, it needs momentum
// and a higher learning rate than the lecture's 0.1, with which all outputs stay at the mean image (a loss of 0.264).
import { sequential, sliceRows } from "codings";
import { reconstructionsFigure, writeFigure } from "codings/figures";
import { dense, lstm, repeatVector, timeDistributed } from "codings/layers";
import { sgd } from "codings/training";
import { options, train, valid } from "./data.mjs";

const encoder = sequential([lstm(100, { returnSequences: true, inputShape: [28, 28] }), lstm(30)]);
const decoder = sequential([
  repeatVector(28, { inputShape: [30] }),
  lstm(100, { returnSequences: true }),
  timeDistributed(dense(28, { activation: "sigmoid" })),
]);
const autoencoder = sequential([encoder, decoder]);
autoencoder.compile({
  loss: "binaryCrossentropy",
  optimizer: sgd({ learningRate: 0.4, momentum: 0.9 }),
  metrics: ["roundedAccuracy"],
});
console.log(autoencoder.summary());
const few = sliceRows(train, 0, Math.ceil(train.shape[0] / 10));
await autoencoder.fit(few, few, options(10));

const shown = sliceRows(valid, 0, 5);
const figure = reconstructionsFigure({ originals: shown, reconstructions: await autoencoder.predict(shown) });
await writeFigure(figure, "out/lecture/recurrent.png");
console.log("out/lecture/recurrent.png");
