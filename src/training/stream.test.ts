import { describe, expect, it } from "vitest";
import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { dense } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { sgd } from "./optimizers/index.ts";
import type { ExampleStream } from "./stream.ts";

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
  it("give the same bits as examples in one array in the same order", async () => {
    const [whole, parts] = [model(), model()];
    await whole.fit(examples, examples, { epochs: 2, batchSize: 10, shuffle: false });
    const some = sliceRows(examples, 0, 40);
    await parts.fit(some, some, { epochs: 2, batchSize: 10, shuffle: false, stream: inParts(40) });
    expect(numbers(parts.getWeights())).toEqual(numbers(whole.getWeights()));
  });

  it("are each used once in an epoch, including the smaller last part and batch", async () => {
    const frozen = model();
    const { history } = await frozen.fit(examples, examples, { epochs: 1, batchSize: 16, stream: inParts(48), callbacks: [] });
    const still = model();
    still.compile({ loss: "mse", optimizer: sgd({ learningRate: 1e-30 }) });
    const { history: unmoved } = await still.fit(examples, examples, { epochs: 1, batchSize: 16, stream: inParts(48) });
    const { loss } = await model().compile({ loss: "mse" }).evaluate(examples, examples);
    expect(unmoved[0]!.loss).toBeCloseTo(loss!, 5);
    expect(history[0]!.loss).not.toBeCloseTo(loss!, 5);
  });

  it("continue after an interruption as if there had been none", async () => {
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

  it("must come in parts of whole batches", async () => {
    await expect(model().fit(examples, examples, { batchSize: 32, stream: inParts(40) })).rejects.toThrow(
      "Parts of 40 examples don't divide into batches of 32.",
    );
  });
});

describe("a stream that doesn't keep its promise", () => {
  const rows = (count: number, from = 0) => sliceRows(examples, from, from + count);
  /** Returns a stream of parts of these arrays. A function returns those of each epoch, counted from 0. */
  const streamOf = (parts: readonly unknown[] | ((epoch: number) => readonly unknown[]), count = 100): ExampleStream => {
    let epoch = 0;
    return {
      count,
      partSize: 40,
      async *parts() {
        yield* (typeof parts === "function" ? parts(epoch++) : parts) as NdArray[];
      },
    };
  };
  const some = rows(40);
  const fit = (stream: ExampleStream, more = {}) => model().fit(some, some, { batchSize: 10, stream, warn: false, ...more });
  const double = ndarray("float64", [40, 3], new Float64Array(120));

  it.each<[string, readonly unknown[], string]>([
    ["ends early", [rows(40), rows(40)], "The stream ended after 80 examples, but it promises 100 examples in parts of 40."],
    ["gives nothing", [], "The stream ended after 0 examples, but it promises 100 examples in parts of 40."],
    [
      "has a last part that is too small",
      [rows(40), rows(40), rows(10)],
      "Part 3 of the stream has 10 examples instead of 20, after 80 in earlier parts. The stream promises 100 examples in parts of 40, where only the last part may be smaller",
    ],
    ["has a smaller part between others", [rows(40), rows(20), rows(40)], "Part 2 of the stream has 20 examples instead of 40"],
    ["has a larger part", [rows(60), rows(40)], "Part 1 of the stream has 60 examples instead of 40"],
    [
      "continues after the last example",
      [rows(40), rows(40), rows(20), rows(40)],
      "The stream promises 100 examples in parts of 40, but 40 more came after them, as part 4.",
    ],
    [
      "changes its shape",
      [rows(40), ndarray("float32", [40, 2], new Float32Array(80))],
      "Part 2 of the stream has float32 examples of [2], but the examples given to fit are float32 of [3].",
    ],
    [
      "changes its element type",
      [rows(40), double],
      "Part 2 of the stream has float64 examples of [3], but the examples given to fit are float32 of [3].",
    ],
    ["gives plain arrays", [[[1, 2, 3]]], "The examples of part 1 of the stream are Array, not an array with a shape."],
  ])("is rejected if it %s", async (_what, parts, said) => {
    await expect(fit(streamOf(parts))).rejects.toThrow(said);
  });

  it("is rejected if a later epoch has fewer examples than the first", async () => {
    const all = [rows(40), rows(40, 40), rows(20, 80)];
    const once = streamOf((epoch) => (epoch === 0 ? all : []));
    const epochs: number[] = [];
    const callbacks = [{ onEpochEnd: ({ epoch }: { epoch: number }) => void epochs.push(epoch) }];
    await expect(fit(once, { epochs: 2, callbacks })).rejects.toThrow("The stream ended after 0 examples");
    expect(epochs).toEqual([1]);
  });

  it("is rejected if it isn't a stream at all", async () => {
    const good = inParts(40);
    await expect(fit({ ...good, count: 0 })).rejects.toThrow(
      "count of a stream must be a whole number of at least 1, but it is 0.",
    );
    await expect(fit({ ...good, partSize: "40" as never })).rejects.toThrow("partSize of a stream must be a whole number");
    await expect(fit({ ...good, parts: [some] as never })).rejects.toThrow("A stream needs a function parts()");
    await expect(fit({ ...good, parts: () => undefined as never })).rejects.toThrow(
      "parts() of a stream must return something for a for await loop",
    );
    await expect(fit(good, { shuffle: () => new Int32Array(100) })).rejects.toThrow("shuffled within each part");
  });
});
