// A convolutional autoencoder with residual blocks and skip connections, as in a U-Net (Ronneberger et al., 2015). Through its
// skip connections, an autoencoder could copy its input without the codings. So this one learns to make clean images from noisy
// ones.
import { garments, input, Model, split } from "codings";
import { addNoise, psnr } from "codings/autoencoders";
import { add, concatenate, conv2d, conv2dTranspose, elu, maxPooling2d, reshape } from "codings/layers";
import { adam } from "codings/training";

/** Applies two convolutions and adds their input to the result. */
function residual(x, filters) {
  const inner = conv2d(filters, 3, { padding: "same", activation: "elu" }).apply(x);
  const outer = conv2d(filters, 3, { padding: "same" }).apply(inner);
  const straight = x.shape.at(-1) === filters ? x : conv2d(filters, 1).apply(x);
  return elu().apply(add().apply([outer, straight]));
}
const halved = (x) => maxPooling2d().apply(x);
/** Doubles height and width, and concatenates the encoder's features of that size. */
const doubled = (x, filters, before) => concatenate().apply([conv2dTranspose(filters, 2, { strides: 2 }).apply(x), before]);

const image = input([28, 28]);
const whole = residual(reshape([28, 28, 1]).apply(image), 4);
const half = residual(halved(whole), 8);
const bottom = residual(halved(half), 16); // [7, 7, 16]
const up = residual(doubled(bottom, 8, half), 8);
const features = residual(doubled(up, 4, whole), 4);
const clean = conv2d(1, 1, { activation: "sigmoid" }).apply(features);
const unet = new Model({ inputs: image, outputs: reshape([28, 28]).apply(clean) });
unet.compile({ loss: "mse", optimizer: adam({ learningRate: 0.005 }) });

const { train, validation } = split(garments({ count: 320 }), 80);
const noise = { kind: "gaussian", amount: 0.3 };
const asNumbers = (images) => ({ dtype: "float32", shape: images.shape, data: Float32Array.from(images.data, (v) => v / 255) });
const noisy = await addNoise(train.examples, noise);
const { history } = await unet.fit(noisy, asNumbers(train.examples), { epochs: 4, batchSize: 16 });
console.log("loss", ...history.map(({ loss }) => loss.toFixed(4)));

const unseen = await addNoise(validation.examples, noise, { seed: 1 });
const decibels = (images) => psnr(images, validation.examples).reduce((sum, each) => sum + each, 0) / 80;
console.log(`noisy ${decibels(unseen).toFixed(1)} dB, denoised ${decibels(await unet.predict(unseen)).toFixed(1)} dB`);
