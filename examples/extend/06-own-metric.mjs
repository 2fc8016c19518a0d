// A custom metric: SSIM, the structural similarity of images (Wang et al., 2004), measured in each epoch in addition to the loss.
// It compares means, variances and covariances in windows, which a convolution with a Gaussian of 11 x 11 pixels computes.
import { garments, ndarray, sequential, split } from "codings";
import { ssim as ssimOf } from "codings/autoencoders";
import { add, constant, conv, div, mean, mul, reshape as reshaped, square, sub } from "codings/graph";
import { dense, flatten, reshape } from "codings/layers";

const line = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / (2 * 1.5 ** 2)));
const sum = line.reduce((a, b) => a + b);
const bell = constant(
  ndarray("float32", [1, 1, 11, 11], Float32Array.from(line.flatMap((a) => line.map((b) => (a * b) / sum ** 2)))),
);

/**
 * Returns the SSIM of each image [batch], from images [batch, 28, 28] with values from 0 to 1. The metric is its mean over all
 * examples.
 */
function ssim(yTrue, yPred) {
  const image = (x) => reshaped(x, [x.shape[0], 1, 28, 28]);
  const [x, y] = [image(yTrue), image(yPred)];
  const blurred = (z) => conv(z, bell);
  const [mx, my] = [blurred(x), blurred(y)];
  const vx = sub(blurred(square(x)), square(mx));
  const vy = sub(blurred(square(y)), square(my));
  const both = sub(blurred(mul(x, y)), mul(mx, my));
  const [c1, c2] = [0.01 ** 2, 0.03 ** 2];
  const top = mul(add(mul(mul(mx, my), 2), c1), add(mul(both, 2), c2));
  const windows = div(top, mul(add(add(square(mx), square(my)), c1), add(add(vx, vy), c2)));
  return mean(windows, [1, 2, 3]); // [batch]
}

const { train, validation } = split(garments({ count: 600 }), 100);
const [learn, check] = [train.examples, validation.examples];
const autoencoder = sequential([
  flatten({ inputShape: [28, 28] }),
  dense(64, { activation: "selu" }),
  dense(16, { activation: "selu" }),
  dense(64, { activation: "selu" }),
  dense(784, { activation: "sigmoid" }),
  reshape([28, 28]),
]);
autoencoder.compile({ loss: "binaryCrossentropy", optimizer: "adam", metrics: [ssim] });
const { history } = await autoencoder.fit(learn, learn, { epochs: 8, validationData: [check, check] });
console.log("loss", ...history.map(({ loss }) => loss.toFixed(4)));
console.log("validation SSIM", ...history.map(({ valSsim }) => valSsim.toFixed(3)));

const each = ssimOf(await autoencoder.predict(check), check);
console.log(`SSIM of codings/autoencoders ${(each.reduce((a, b) => a + b) / each.length).toFixed(3)}`);
