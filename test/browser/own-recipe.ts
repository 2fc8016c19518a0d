import { input, Model, ndarray, type Runtime } from "../../src/browser.ts";
import { abs, add, mul, sigmoid, sign, sub, type Tensor } from "../../src/graph/index.ts";
import { dense, Layer } from "../../src/layers/index.ts";
import { describeModel, modelFrom } from "../../src/models/index.ts";
import type { OwnOptimizer } from "../../src/training/index.ts";

class Swish extends Layer {
  static override readonly kind: string = "Swish";
  beta!: Tensor;
  protected override build() {
    this.beta = this.addWeight("beta", [1], "ones");
  }
  call(x: Tensor) {
    return mul(x, sigmoid(mul(this.beta, x)));
  }
}
class Sum extends Layer<readonly Tensor[]> {
  static override readonly kind: string = "Sum";
  call(values: readonly Tensor[]) {
    return values.reduce((sum, value) => add(sum, value));
  }
}
const signed: OwnOptimizer = {
  kind: "signed",
  learningRate: 0.002,
  update: (weight, gradient, _slots, [rate]) => ({ weight: sub(weight, mul(sign(gradient), rate!)), slots: [] }),
};
function pinball(yTrue: Tensor, yPred: Tensor) {
  const error = sub(yTrue, yPred);
  return sub(abs(error), mul(error, 0.4));
}

const numbers = (shape: readonly [number, number], step: number) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => Math.sin(step * i)),
  );
const examples = { left: numbers([64, 4], 1), right: numbers([64, 3], 2) };
const targets = { sum: numbers([64, 1], 3), copy: examples.left };

/** Trains a model with two inputs, two outputs and a custom layer, loss and optimizer. Returns its losses and the predictions of the model rebuilt from its description. */
export async function trainOwn(runtime: Runtime) {
  const [left, right] = [input([4]), input([3])];
  const both = new Swish().apply(new Sum().apply([dense(6).apply(left), dense(6).apply(right)]));
  const model = new Model({ inputs: { left, right }, outputs: { sum: dense(1).apply(both), copy: dense(4).apply(both) } });
  model.compile({
    loss: { sum: pinball, copy: "mse" },
    lossWeights: { sum: 0.5 },
    optimizer: signed,
    metrics: { copy: ["mae"] },
  });
  const { history } = await model.fit(examples, targets, { runtime, epochs: 4, batchSize: 16, warn: false });
  const again = modelFrom(JSON.parse(JSON.stringify(describeModel(model))), { Swish, Sum }) as typeof model;
  again.setWeights(model.getWeights());
  const { sum } = await again.predict(examples, { runtime });
  return {
    losses: history.map(({ loss }) => loss),
    mae: history.map((log) => Number(log["copyMae" as keyof typeof log])),
    sum: [...sum.data],
  };
}
