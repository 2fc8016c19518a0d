import { describe, expect, it } from "vitest";
import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { dense } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { sgd } from "./optimizers.ts";
import type { ExampleStream } from "./train.ts";

const stream = random(7);
const examples = ndarray(
  "float32",
  [100, 3],
  Float32Array.from({ length: 300 }, () => stream.normal()),
);

const inParts = (partSize: number): ExampleStream => ({
  count: 100,
  partSize,
  async *parts() {
    for (let start = 0; start < 100; start += partSize) yield sliceRows(examples, start, Math.min(100, start + partSize));
  },
});

function model() {
  const made = sequential([dense(2, { inputShape: [3] }), dense(3)], { seed: 1 });
  made.compile({ loss: "mse", optimizer: sgd({ learningRate: 0.1 }) });
  return made;
}

const numbers = (arrays: readonly NdArray<"float32">[]) => arrays.map(({ data }) => [...data]);

describe("examples that come in parts", () => {
  it("teach the same, bit by bit, as those that are there at once, in the same order", async () => {
    const [whole, parts] = [model(), model()];
    await whole.fit(examples, examples, { epochs: 2, batchSize: 10, shuffle: false });
    const some = sliceRows(examples, 0, 40);
    await parts.fit(some, some, { epochs: 2, batchSize: 10, shuffle: false, stream: inParts(40) });
    expect(numbers(parts.getWeights())).toEqual(numbers(whole.getWeights()));
  });

  it("are all taken in an epoch, each once, the smaller last part and batch too", async () => {
    const frozen = model();
    const { history } = await frozen.fit(examples, examples, { epochs: 1, batchSize: 16, stream: inParts(48), callbacks: [] });
    const still = model();
    still.compile({ loss: "mse", optimizer: sgd({ learningRate: 1e-30 }) });
    const { history: unmoved } = await still.fit(examples, examples, { epochs: 1, batchSize: 16, stream: inParts(48) });
    const { loss } = await model().compile({ loss: "mse" }).evaluate(examples, examples);
    expect(unmoved[0]!.loss).toBeCloseTo(loss!, 5);
    expect(history[0]!.loss).not.toBeCloseTo(loss!, 5);
  });

  it("go on after an interruption as if there had been none", async () => {
    const [once, twice] = [model(), model()];
    const options = { epochs: 2, batchSize: 10, stream: inParts(40) };
    await once.fit(examples, examples, options);
    const controller = new AbortController();
    const { state } = await twice.fit(examples, examples, {
      ...options,
      signal: controller.signal,
      callbacks: [{ onProgress: ({ batch }) => (batch >= 5 ? controller.abort() : undefined) }],
    });
    expect(state.batch).toBeGreaterThan(4);
    const resumed = model();
    await resumed.fit(examples, examples, { ...options, from: state });
    expect(numbers(resumed.getWeights())).toEqual(numbers(once.getWeights()));
  });

  it("come in parts of whole batches", async () => {
    await expect(model().fit(examples, examples, { batchSize: 32, stream: inParts(40) })).rejects.toThrow(
      "Parts of 40 examples don't divide into batches of 32.",
    );
  });
});
