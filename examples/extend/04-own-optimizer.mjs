// A custom optimizer: Signum (Bernstein et al., 2018), whose steps have a constant size and the sign of a moving average of
// gradients. The average is a slot, an array that the optimizer stores for each weight. The learning rate may be a schedule, as
// with every optimizer.
import { garments, sequential } from "codings";
import { add, mul, sign, sub } from "codings/graph";
import { dense, flatten, reshape } from "codings/layers";
import { cosineDecay } from "codings/training";

class Signum {
  slotCount = 1;
  elementwise = true; // allows updating small weights together, which is faster
  constructor({ learningRate = 0.001, momentum = 0.9 } = {}) {
    this.learningRate = learningRate;
    this.config = { momentum }; // saved with a model, and passed to the constructor when the model is loaded
  }
  update(weight, gradient, [mean], [rate]) {
    const { momentum } = this.config;
    const next = add(mul(mean, momentum), mul(gradient, 1 - momentum));
    return { weight: sub(weight, mul(sign(next), rate)), slots: [next] };
  }
}

const { examples } = garments({ count: 600 });
for (const optimizer of [
  new Signum(),
  new Signum({ learningRate: cosineDecay({ initialLearningRate: 0.002, decaySteps: 95 }) }),
  "lion",
]) {
  const autoencoder = sequential([
    flatten({ inputShape: [28, 28] }),
    dense(64, { activation: "selu" }),
    dense(16, { activation: "selu" }),
    dense(64, { activation: "selu" }),
    dense(784, { activation: "sigmoid" }),
    reshape([28, 28]),
  ]);
  autoencoder.compile({ loss: "binaryCrossentropy", optimizer });
  const { history } = await autoencoder.fit(examples, examples, { epochs: 5 });
  console.log("loss", ...history.map(({ loss }) => loss.toFixed(4)));
}
