// An optimizer of one's own: Signum (Bernstein et al., 2018), which takes steps of one size in the direction of the sign of a mean of gradients. The mean is
// a slot: an array that is kept for each weight. The learning rate may be a schedule, as of any optimizer.
import { garments, sequential } from "codings";
import { add, mul, sign, sub } from "codings/graph";
import { dense, flatten, reshape } from "codings/layers";
import { cosineDecay } from "codings/training";

class Signum {
  slotCount = 1;
  elementwise = true; // small weights are then updated together, which is faster
  constructor({ learningRate = 0.001, momentum = 0.9 } = {}) {
    this.learningRate = learningRate;
    this.config = { momentum }; // saved with a model, and given to the constructor when it is loaded
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
