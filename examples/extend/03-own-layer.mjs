// A custom layer with a weight: Swish (Ramachandran et al., 2017), x · sigmoid(beta · x), whose beta is learned. Its gradient is
// derived from the functions that it calls, and checkGradients compares it with finite differences. A saved model stores the
// layer's name, and load needs its class.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { garments, load, sequential } from "codings";
import { mul, sigmoid } from "codings/graph";
import { dense, flatten, Layer, reshape } from "codings/layers";
import { checkGradients } from "codings/training";

class Swish extends Layer {
  static kind = "Swish";
  build() {
    this.beta = this.addWeight("beta", [1], "ones");
  }
  call(x) {
    return mul(x, sigmoid(mul(this.beta, x)));
  }
}

const off = await checkGradients(new Swish(), [4]);
console.log(`gradients are off by at most ${off.toExponential(0)}`);

const { examples } = garments({ count: 400 });
const encoder = sequential([flatten({ inputShape: [28, 28] }), dense(64), new Swish({ name: "swish" }), dense(16)]);
const decoder = sequential([
  dense(64, { inputShape: [16] }),
  new Swish(),
  dense(784, { activation: "sigmoid" }),
  reshape([28, 28]),
]);
const autoencoder = sequential([encoder, decoder]);
autoencoder.compile({ loss: "binaryCrossentropy", optimizer: "adam" });
const { history } = await autoencoder.fit(examples, examples, { epochs: 4 });
console.log("loss", ...history.map(({ loss }) => loss.toFixed(4)));
const beta = (model) => model.getWeights()[model.variablePaths.findIndex((path) => path.endsWith("swish/beta"))].data[0];
console.log(`beta ${beta(autoencoder).toFixed(4)}`);

const folder = join(await mkdtemp(join(tmpdir(), "codings-swish-")), "model");
await autoencoder.save(folder);
const again = await load(folder, { customObjects: { Swish } });
const [before, after] = [await autoencoder.predict(examples), await again.predict(examples)];
console.log(
  `loaded: beta ${beta(again).toFixed(4)}, the same reconstructions: ${before.data.every((value, i) => value === after.data[i])}`,
);
const without = await load(folder).catch((error) => error.message);
console.log(without);
await rm(join(folder, ".."), { recursive: true });
