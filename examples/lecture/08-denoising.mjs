// Denoising autoencoders: they learn to reconstruct clean images from noisy ones, first with Gaussian noise, then with dropout.
import { sequential, sliceRows } from "codings";
import { addNoise, psnr } from "codings/autoencoders";
import { reconstructionsFigure, writeFigure } from "codings/figures";
import { dense, dropout, flatten, gaussianNoise, reshape } from "codings/layers";
import { sgd } from "codings/training";
import { options, train, valid } from "./data.mjs";

for (const [kind, amount, noise] of [
  ["gaussian", 0.2, gaussianNoise(0.2)],
  ["dropout", 0.5, dropout(0.5)],
]) {
  const encoder = sequential([
    flatten({ inputShape: [28, 28] }),
    noise,
    dense(100, { activation: "selu" }),
    dense(30, { activation: "selu" }),
  ]);
  const decoder = sequential([
    dense(100, { activation: "selu", inputShape: [30] }),
    dense(784, { activation: "sigmoid" }),
    reshape([28, 28]),
  ]);
  const autoencoder = sequential([encoder, decoder]);
  autoencoder.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 1.0 }) });
  console.log(`${kind} noise`);
  await autoencoder.fit(train, train, options(10));

  const clean = sliceRows(valid, 0, 5);
  const noisy = await addNoise(clean, { kind, amount });
  const denoised = await autoencoder.predict(noisy);
  const db = (images) => (psnr(images, clean).reduce((sum, x) => sum + x) / 5).toFixed(1);
  await writeFigure(
    reconstructionsFigure({ originals: noisy, reconstructions: denoised, labels: ["noisy", "denoised"] }),
    `out/lecture/denoising-${kind}.png`,
  );
  console.log(`PSNR ${db(noisy)} → ${db(denoised)} dB; out/lecture/denoising-${kind}.png`);
}
