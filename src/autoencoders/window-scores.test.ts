import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { fromOnnx, toOnnx } from "../graph/index.ts";
import type { Layer } from "../layers/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { StackedAutoencoder } from "./index.ts";
import { onnxParts } from "./onnx-parts.ts";
import { windowScores } from "./window-scores.ts";

const number = (name: string, missing = 0) =>
  ({ kind: "number", name, missing, scaling: "standard", center: 0, scale: 1, whole: false }) as const;
const table: TablePreprocessing = {
  columns: [
    number("x"),
    number("y", 0.1),
    { kind: "category", name: "state", missing: 0, values: ["on"], open: true, entropy: 0.5 },
  ],
  keys: [],
  leftOut: [],
  windows: { window: 2, step: 1 },
};
const rows = ndarray("float32", [4, 4], Float32Array.of(1, 2, 1, 0, 3, Number.NaN, 0, 1, 5, 6, 1, 0, 7, 8, 0, 1));
const members = [Int32Array.of(2, 0), Int32Array.of(0, 1)];
const made = () => new StackedAutoencoder({ table, hidden: [6], codings: 3, seed: 3 });

it("averages a row's errors and reconstructions over the windows that contain it, and returns NaN for a row in no window", async () => {
  const autoencoder = made();
  autoencoder.buildFor([2, 4]);
  const { scores, errors, expected } = await windowScores(autoencoder, rows, members);
  const windowOf = (...held: number[]) =>
    ndarray("float32", [1, 2, 4], Float32Array.from(held.flatMap((row) => [...rows.data.subarray(row * 4, row * 4 + 4)])));
  const first = (await autoencoder.reconstruct(windowOf(2, 0))).data;
  const second = (await autoencoder.reconstruct(windowOf(0, 1))).data;
  const reconstructed = [0, 1, 2, 3].map((f) => (first[4 + f]! + second[f]!) / 2);
  for (const [f, value] of reconstructed.entries()) expect(expected.data[f]).toBeCloseTo(value, 5);
  expect([...expected.data.subarray(8, 12)]).toEqual([...first.subarray(0, 4)].map((x) => expect.closeTo(x, 5)));
  const x = ((1 - first[4]!) ** 2 + (1 - second[0]!) ** 2) / 2;
  const y = ((2 - first[5]!) ** 2 + (2 - second[1]!) ** 2) / 2;
  const state = -(Math.log(first[6]!) + Math.log(second[2]!)) / 2 / 0.5;
  expect([...errors.data.subarray(0, 3)]).toEqual([x, y, state].map((error) => expect.closeTo(error, 3)));
  expect(scores[0]).toBeCloseTo((x + y + state) / 3, 3);
  // The second row's y is missing, so its score is the mean of the other two.
  expect(errors.data[4]).toBeNaN();
  expect(scores[1]).toBeCloseTo((errors.data[3]! + errors.data[5]!) / 2, 4);
  expect(scores[3]).toBeNaN();
});

it("marks missing values at their own step, and leaves them out of the loss", async () => {
  const autoencoder = made();
  const { encoder } = autoencoder.buildFor([2, 4]);
  expect((encoder.layers[0]!.config() as { layer: Layer }).layer.config()).toEqual({ indicators: [1] });
  const examples = ndarray("float32", [1, 2, 4], rows.data.slice(0, 8));
  const { history } = await autoencoder.fit(examples, { epochs: 1, warn: () => undefined });
  expect(history[0]!.loss).toBeGreaterThan(0);
  const score = (await autoencoder.scoreSamples(examples)).data[0];
  const { loss } = await autoencoder.trained.model.evaluate(examples, examples);
  expect(score).toBeCloseTo(loss!, 4);
});

it("scorer.onnx returns the same errors of each step", async () => {
  const autoencoder = made();
  autoencoder.buildFor([2, 4]);
  autoencoder.trained.model.initialize();
  const bytes = toOnnx(onnxParts.scorer(autoencoder));
  expect(fromOnnx(bytes).nodes.length).toBeGreaterThan(0);
  const program = await (await nodeRuntime()).compile(bytes);
  const examples = ndarray("float32", [1, 2, 4], rows.data.slice(0, 8));
  const { score, errors } = await program.run({ examples });
  await program.close();
  const alone = await windowScores(autoencoder, rows, [Int32Array.of(0, 1)]);
  expect(score!.shape).toEqual([1, 2]);
  expect([...(score!.data as Float32Array)]).toEqual([...alone.scores.subarray(0, 2)].map((x) => expect.closeTo(x, 5)));
  expect(errors!.shape).toEqual([1, 2, 3]);
  expect((errors!.data as Float32Array)[4]).toBeNaN();
});
