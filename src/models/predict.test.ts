import { expect, it, test, vi } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { mul, type Tensor } from "../graph/index.ts";
import { dense, denseTranspose, dropout, Layer } from "../layers/index.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import { adam } from "../training/optimizers/index.ts";
import type { BaseModel } from "./base-model.ts";
import { type Sequential, sequential } from "./sequential.ts";

const source = random(1);
const rows = (count: number): NdArray<"float32"> =>
  ndarray(
    "float32",
    [count, 6],
    Float32Array.from({ length: 6 * count }, () => source.uniform()),
  );
const examples = rows(40);

/** An encoder and a decoder that share their weights with the model of both. */
function parts(): { encoder: Sequential; decoder: Sequential; model: Sequential } {
  const down = dense(3, { activation: "selu" });
  const encoder = sequential([down, dropout(0.1)]);
  const decoder = sequential([denseTranspose(down)]);
  const model = sequential([encoder, decoder], { inputShape: [6] });
  model.compile({ loss: "mse", optimizer: adam({ learningRate: 0.1 }) });
  return { encoder, decoder, model };
}

/** Returns the outputs of a model, and checks that a newly compiled program gives the same ones. */
async function outputsOf(model: BaseModel, given: NdArray): Promise<NdArray> {
  const outputs = (await model.predict(given)) as NdArray;
  await model.dispose();
  expect(await model.predict(given)).toEqual(outputs);
  return outputs;
}

/** All ways to change a model's weights. */
const changes: Readonly<Record<string, (network: ReturnType<typeof parts>) => unknown>> = {
  "another training": ({ model }) => model.fit(examples, examples, { epochs: 2, warn: false }),
  "one step of an optimizer": ({ model }) => model.fit(examples, examples, { batchSize: 40, warn: false }),
  "fine-tuning of a part": ({ encoder }) => {
    const classifier = sequential([encoder, dense(1, { activation: "sigmoid" })], { inputShape: [6] });
    classifier.compile({ loss: "mse", optimizer: "sgd" });
    return classifier.fit(examples, new Float32Array(40), { warn: false });
  },
  "setWeights of the model": ({ model }) => model.setWeights(model.getWeights().map(halved)),
  "setWeights of a layer": ({ encoder }) => encoder.layers[0]!.setWeights(encoder.layers[0]!.getWeights().map(halved)),
  "one number of a tied kernel": ({ model }) => {
    model.variables[0]!.value![5] = 9;
  },
};
const halved = ({ shape, data }: NdArray<"float32">) =>
  ndarray(
    "float32",
    shape,
    data.map((x) => x / 2 + 1),
  );

test.each(Object.keys(changes))("predictions follow the weights after %s", async (name) => {
  const { encoder, decoder, model } = parts();
  const codings = ndarray("float32", [3, 3], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
  const all = async () => [
    await outputsOf(model, examples),
    await outputsOf(encoder, examples),
    await outputsOf(decoder, codings),
  ];
  await model.fit(examples, examples, { warn: false });
  const before = await all();
  await changes[name]!({ encoder, decoder, model });
  const after = await all();
  for (const [i, outputs] of after.entries()) expect(outputs).not.toEqual(before[i]);
});

it("uses one program for any number of rows, and another one for pixels", async () => {
  const native = await nativeRuntime();
  const runtime = { ...native, compile: vi.fn(native.compile) };
  const { model } = parts();
  const all = (await model.predict(examples, { runtime })).data;
  for (const count of [1, 7, 40]) {
    const { data } = await model.predict(ndarray("float32", [count, 6], examples.data.slice(0, 6 * count)), { runtime });
    expect(data).toEqual(all.slice(0, 6 * count));
  }
  expect(runtime.compile).toHaveBeenCalledTimes(1);
  await model.predict(ndarray("uint8", [1, 6], new Uint8Array(6)), { runtime });
  expect(runtime.compile).toHaveBeenCalledTimes(2);
});

it("predicts with the weights at the time of the call", async () => {
  const { model } = parts();
  const before = (await model.predict(examples)).data;
  const running = model.predict(examples);
  model.variables[0]!.value!.fill(0);
  expect((await running).data).toEqual(before);
  expect((await model.predict(examples)).data).not.toEqual(before);
});

it("uses other fields of a layer as they are after dispose", async () => {
  class Times extends Layer {
    factor = 2;
    call(x: Tensor) {
      return mul(x, this.factor);
    }
  }
  const times = new Times();
  const model = sequential([times], { inputShape: [1] });
  const predicted = async () => (await model.predict([[1]])).data[0];
  expect(await predicted()).toBe(2);
  times.factor = 3;
  await model.dispose();
  expect(await predicted()).toBe(3);
});
