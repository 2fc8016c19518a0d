import { describe, expect, it } from "vitest";
import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { dense } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { adam } from "./optimizers/index.ts";
import type { StreamPart } from "./part-stream.ts";

const source = random(7);
const floats = (shape: readonly [number, ...number[]]) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => source.normal()),
  );
const x = floats([100, 3]);
const y = floats([100, 2]);
const weights = ndarray(
  "float32",
  [100],
  Float32Array.from({ length: 100 }, (_, i) => 1 + (i % 3)),
);

/** Yields the examples in parts of any sizes. */
const parts = (make: (start: number, end: number) => StreamPart, sizes = [7, 1, 40, 30, 22]) =>
  async function* () {
    let start = 0;
    for (const size of sizes) {
      yield make(start, start + size);
      start += size;
    }
  };
const alone = (start: number, end: number) => sliceRows(x, start, end);
const pairs = (start: number, end: number) => ({ x: sliceRows(x, start, end), y: sliceRows(y, start, end) });
const weighted = (start: number, end: number) => ({ ...pairs(start, end), weights: sliceRows(weights, start, end) });

function model(outputs: number) {
  const made = sequential([dense(4, { inputShape: [3], activation: "tanh" }), dense(outputs)], { seed: 1 });
  made.compile({ loss: "mse", optimizer: adam({ learningRate: 0.05 }) });
  return made;
}

const numbers = (made: ReturnType<typeof model>) => made.getWeights().map(({ data }: NdArray<"float32">) => [...data]);
const quiet = { warn: false, batchSize: 16 } as const;

describe("a stream of parts of any size gives the same bits as its examples in one array:", () => {
  it.each([
    ["examples alone", alone, x, 3, {}],
    ["examples and targets", pairs, y, 2, {}],
    ["examples, targets and weights", weighted, y, 2, { sampleWeights: weights }],
  ] as const)("%s", async (_, make, targets, outputs, more) => {
    const [whole, streamed] = [model(outputs), model(outputs)];
    const { history } = await whole.fit(x, targets, { ...quiet, ...more, epochs: 3 });
    const result = await streamed.fit(parts(make), { ...quiet, epochs: 3 });
    expect(numbers(streamed)).toEqual(numbers(whole));
    expect(result.history.map(({ loss }) => loss)).toEqual(history.map(({ loss }) => loss));
  });

  it("with lists and typed arrays as parts, and with an iterable that is read once", async () => {
    const [whole, streamed] = [model(1), model(1)];
    const targets = ndarray("float32", [100, 1], y.data.slice(0, 100));
    const rows = Array.from({ length: 100 }, (_, i) => Array.from(x.data.subarray(3 * i, 3 * i + 3)));
    await whole.fit(x, targets, quiet);
    await streamed.fit(
      parts((start, end) => ({
        x: rows.slice(start, end),
        y: { data: targets.data.slice(start, end), shape: [end - start, 1] },
      }))(),
      quiet,
    );
    expect(numbers(streamed)).toEqual(numbers(whole));
  });

  it("in a stream without end, whose epochs of some steps continue where the previous one ended", async () => {
    const [whole, streamed] = [model(3), model(3)];
    const twice = ndarray("float32", [96, 3], x.data.slice(0, 288));
    await whole.fit(twice, twice, { ...quiet, shuffle: false });
    async function* endless() {
      for (let at = 0; ; at = (at + 4) % 96) yield sliceRows(x, at, at + 4);
    }
    const { history } = await streamed.fit(endless(), { ...quiet, shuffle: false, epochs: 3, stepsPerEpoch: 2 });
    expect(history).toHaveLength(3);
    expect(numbers(streamed)).toEqual(numbers(whole));
  });

  it("if a function's stream ends within the steps of an epoch and starts again", async () => {
    const [whole, streamed] = [model(3), model(3)];
    const some = ndarray("float32", [32, 3], x.data.slice(0, 96));
    await whole.fit(some, some, { ...quiet, shuffle: false, epochs: 3 });
    await streamed.fit(parts(alone, [20, 12]), { ...quiet, shuffle: false, epochs: 1, stepsPerEpoch: 6 });
    expect(numbers(streamed)).toEqual(numbers(whole));
  });

  it("when it continues from a state, also in the middle of an epoch", async () => {
    for (const more of [{}, { stepsPerEpoch: 5 }]) {
      const whole = model(3);
      await whole.fit(parts(alone), { ...quiet, ...more, epochs: 3 });
      const stop = new AbortController();
      let chunks = 0;
      const half = await model(3).fit(parts(alone), {
        ...quiet,
        ...more,
        epochs: 3,
        signal: stop.signal,
        pace: () => ({ steps: 1 }),
        callbacks: [{ onProgress: () => void (++chunks === 8 && stop.abort()) }],
      });
      expect(half.state).toMatchObject({ epoch: 1 });
      const resumed = model(3);
      await resumed.fit(parts(alone), { ...quiet, ...more, epochs: 3, from: half.state });
      expect(numbers(resumed)).toEqual(numbers(whole));
    }
  });
});

it("reports its batches once it has been read to its end", async () => {
  const seen: number[] = [];
  await model(3).fit(parts(alone), {
    ...quiet,
    epochs: 2,
    callbacks: [{ onProgress: ({ batches }) => void seen.push(batches) }],
  });
  expect(new Set(seen)).toEqual(new Set([Number.POSITIVE_INFINITY, 7]));
});

it("closes what it reads when it has ended, or failed", async () => {
  let closed = 0;
  const reading = (bad: boolean) =>
    async function* () {
      try {
        for (let at = 0; ; at = (at + 10) % 100) yield bad && at === 50 ? sliceRows(y, 0, 1) : sliceRows(x, at, at + 10);
      } finally {
        closed++;
      }
    };
  await model(3).fit(reading(false), { ...quiet, stepsPerEpoch: 3, epochs: 2 });
  expect(closed).toBe(1);
  await expect(model(3).fit(reading(true), { ...quiet, stepsPerEpoch: 9 })).rejects.toThrow("Part 6 of the stream");
  expect(closed).toBe(2);
});

describe("a mistake in a stream gives an error that says what to do:", () => {
  let calls = 0;
  it.each<[string, unknown, object, string]>([
    ["nothing", parts(alone, []), {}, "The stream gave no examples."],
    [
      "an iterable for several epochs",
      parts(alone)(),
      { epochs: 2 },
      "can be read only once, but there are 2 epochs. Give a function",
    ],
    [
      "too few for the steps",
      parts(alone)(),
      { stepsPerEpoch: 9 },
      "The stream ended after 100 examples of epoch 1, but stepsPerEpoch needs 9 batches of 16.",
    ],
    ["a function that gives no parts", () => 3, {}, "The function of a stream must return something for a for await loop"],
    [
      "other shapes",
      parts((start, end) => sliceRows(start > 0 ? y : x, start, end)),
      {},
      "Part 2 of the stream has examples that are float32 of [2], but part 1 has float32 of [3].",
    ],
    [
      "targets in some parts",
      parts((start, end) => (start > 0 ? alone(start, end) : { ...pairs(start, end), y: alone(start, end) })),
      {},
      "no targets (y), unlike part 1",
    ],
    [
      "fewer targets",
      parts((start, end) => ({ x: alone(start, end), y: sliceRows(y, 0, 1) })),
      {},
      "Part 1 of the stream: There are 7 training examples, but 1 targets.",
    ],
    [
      "a part with a misspelt name",
      parts((start, end) => ({ x: alone(start, end), Y: 1 }) as never),
      {},
      'Unknown option "Y" of a part. Did you mean "y"?',
    ],
    ["texts", parts(() => [["a"]] as never), {}, 'Part 1 of the stream: Row 0, column 0 (counted from 0) is "a", not a number.'],
    [
      "fewer in another epoch",
      () => parts(alone, calls++ === 0 ? [50, 50] : [50])(),
      { epochs: 2 },
      "The stream gave 50 examples in epoch 2, but 100 in an earlier epoch.",
    ],
    [
      "a custom order",
      parts(alone),
      { shuffle: () => new Int32Array() },
      "Examples that come in parts are shuffled within each part",
    ],
    ["half a step", parts(alone), { stepsPerEpoch: 0.5 }, "stepsPerEpoch must be a whole number of at least 1, but it is 0.5."],
    ["a second array", parts(alone), x, "The targets of a stream must be in its parts, { x, y }"],
    [
      "a misspelt option",
      parts(alone),
      { stepPerEpoch: 3 },
      'Unknown option "stepPerEpoch" of fit. Did you mean "stepsPerEpoch"?',
    ],
  ])("%s", async (_, stream, options, line) => {
    const given = "shape" in options ? options : { ...quiet, ...options };
    const error: Error = await model(3)
      .fit(stream as never, given as never)
      .then(
        () => new Error("nothing was wrong"),
        (thrown) => thrown,
      );
    expect(error.message).toContain(line);
    expect(error.name).toMatch(/^(Data|Shape|Option)Error$/);
  });
});
