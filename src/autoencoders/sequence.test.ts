import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { fromOnnx } from "../graph/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { Autoencoder } from "./autoencoder.ts";
import { Convolutional1dAutoencoder, RecurrentAutoencoder } from "./index.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codings-sequences-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Two waves with different phases in each sequence, which four numbers describe. */
function waves(count: number, time: number): NdArray<"float32"> {
  const { uniform } = random(5);
  const data = new Float32Array(count * time * 2);
  for (let n = 0; n < count; n++) {
    const [phase, pace] = [2 * Math.PI * uniform(), 0.3 + 0.2 * uniform()];
    for (let t = 0; t < time; t++) {
      data[(n * time + t) * 2] = Math.sin(phase + pace * t);
      data[(n * time + t) * 2 + 1] = Math.cos(phase - pace * t);
    }
  }
  return ndarray("float32", [count, time, 2], data);
}

const quick = { optimizer: "adam", learningRate: 0.01, hidden: [24] } as const;
const quiet = { warn: () => undefined };

it.each([
  ["of LSTM cells", () => new RecurrentAutoencoder({ ...quick, codings: 8 }), 25],
  ["of GRU cells", () => new RecurrentAutoencoder({ ...quick, codings: 8, cell: "gru" }), 25],
  ["of convolutions", () => new Convolutional1dAutoencoder({ ...quick, codings: 4 }), 10],
] as const)("an autoencoder %s learns waves, with the squared error and outputs of any range", async (_name, make, epochs) => {
  const examples = waves(600, 17);
  const made = make();
  const { history } = await made.fit(examples, { epochs, ...quiet });
  expect(made.settings.loss).toBe("mse");
  const variance = examples.data.reduce((sum, x) => sum + x * x, 0) / examples.data.length;
  expect(history.at(-1)!.loss).toBeLessThan(variance / 3);
  expect(Math.min(...(await made.reconstruct(examples)).data)).toBeLessThan(-0.5);
});

it.each([
  ["LSTM", new RecurrentAutoencoder({ hidden: [5], codings: 3 })],
  ["GRU", new RecurrentAutoencoder({ hidden: [5], codings: 3, cell: "gru" })],
] as const)("its ONNX file contains the operator %s, and returns the same as the model", async (op, made) => {
  const examples = waves(40, 9);
  await made.fit(examples, { epochs: 1, ...quiet });
  await made.save(join(folder, op));
  const onnx = await readFile(join(folder, op, "autoencoder.onnx"));
  const operators = fromOnnx(onnx).nodes.map((node) => node.op);
  expect(operators.filter((name) => name === op)).toHaveLength(3);
  expect(operators).not.toContain("Scan");
  const program = await (await nodeRuntime()).compile(onnx);
  const { reconstructions } = await program.run({ examples });
  await program.close();
  expect(reconstructions).toEqual(await (await Autoencoder.load(join(folder, op))).reconstruct(examples));
});

it("continues where it was stopped, and ends with the same bits", async () => {
  const make = () => new RecurrentAutoencoder({ ...quick, codings: 4 });
  const examples = waves(100, 12);
  const whole = make();
  await whole.fit(examples, { epochs: 4, ...quiet });
  const half = make();
  const { state } = await half.fit(examples, { epochs: 2, ...quiet });
  await half.fit(examples, { epochs: 4, from: state, ...quiet });
  expect(half.trained.model.getWeights()).toEqual(whole.trained.model.getWeights());
});

it("without hidden layers, the decoder still distinguishes the steps", async () => {
  const made = new RecurrentAutoencoder({ hidden: [], codings: 4 });
  const { data } = await made.adopt(made.buildFor([6, 2]).model).reconstruct(waves(1, 6));
  expect(new Set(data).size).toBe(data.length);
});

it.each([
  [1, 3],
  [2, 1],
  [5, 2],
  [7, 1],
  [13, 4],
  [48, 2],
  [101, 3],
])("reconstructs sequences of %i steps of %i features in their shape", (time, features) => {
  for (const made of [new Convolutional1dAutoencoder(), new RecurrentAutoencoder({ hidden: [4], codings: 2 })])
    expect(made.buildFor([time, features]).model.outputShape).toEqual([time, features]);
});

it("compiles and trains on a sequence of 300 steps in seconds", async () => {
  const made = new RecurrentAutoencoder({ hidden: [16], codings: 4 });
  const began = performance.now();
  const { history } = await made.fit(waves(32, 300), { epochs: 1, ...quiet });
  expect(Number.isFinite(history[0]!.loss)).toBe(true);
  expect(performance.now() - began).toBeLessThan(20_000);
});

it("refuses examples that aren't sequences", () => {
  expect(() => new RecurrentAutoencoder().buildFor([28, 28, 3])).toThrow(
    'A recurrent autoencoder takes sequences [time, features], but these examples are [28, 28, 3]. Cut a table\'s rows into windows (window: 48), or use family: "stacked".',
  );
  expect(() => new RecurrentAutoencoder({ cell: "lsmt" as "lstm" })).toThrow('Unknown cell "lsmt". Did you mean "lstm"?');
});
