// Sparse autoencoders: 300 codings, of which only a few are active. First with a penalty on their sum (L1), then with a target
// for the mean of each coding (KL).
import { sequential } from "codings";
import { activationsFigure, writeFigure } from "codings/figures";
import { activityRegularization, dense, flatten, reshape, sparsityRegularization } from "codings/layers";
import { sgd } from "codings/training";
import { options, train, valid } from "./data.mjs";

for (const [name, penalty] of [
  ["l1", activityRegularization({ l1: 1e-3 })],
  ["kl", sparsityRegularization({ target: 0.1, weight: 0.05 / 32 })],
]) {
  const encoder = sequential([
    flatten({ inputShape: [28, 28] }),
    dense(100, { activation: "selu" }),
    dense(300, { activation: "sigmoid" }),
    penalty,
  ]);
  const decoder = sequential([
    dense(100, { activation: "selu", inputShape: [300] }),
    dense(784, { activation: "sigmoid" }),
    reshape([28, 28]),
  ]);
  const autoencoder = sequential([encoder, decoder]);
  autoencoder.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 1.0 }) });
  console.log(name);
  await autoencoder.fit(train, train, options(10));

  const codings = await encoder.predict(valid);
  const mean = codings.data.reduce((sum, x) => sum + x) / codings.data.length;
  await writeFigure(activationsFigure({ codings }), `out/lecture/sparse-${name}.png`);
  console.log(`mean activation ${mean.toFixed(3)}; out/lecture/sparse-${name}.png`);
}
