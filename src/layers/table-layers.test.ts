import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { checkGradient } from "../graph/finite-differences.fixture.ts";
import { sequential } from "../models/sequential.ts";
import { sgd } from "../training/index.ts";
import { categoryProbabilities, dense, missingValues } from "./index.ts";

const rows = (...values: number[][]) => ndarray("float32", [values.length, values[0]!.length], Float32Array.from(values.flat()));
const lacking = Number.NaN;

describe("missing values", () => {
  it("become 0, and have the requested indicators", async () => {
    const model = sequential([missingValues({ indicators: [0, 2] })], { seed: 1 });
    model.buildFor([3]);
    const { data } = await model.predict(rows([1, 2, 3], [lacking, 2, lacking], [4, lacking, 6]));
    expect([...data]).toEqual([1, 2, 3, 0, 0, 0, 2, 0, 1, 1, 4, 0, 6, 0, 0]);
  });
  it("have a gradient that matches finite differences", () =>
    checkGradient({ inputs: [{ sizes: ["batch", 3] }], build: (x) => missingValues({ indicators: [1] }).call(x) }, 1));
});

describe("category probabilities", () => {
  const ranges = [
    { start: 1, size: 2 },
    { start: 3, size: 3 },
  ];
  it("are a softmax of each category, and leave other features unchanged", async () => {
    const model = sequential([categoryProbabilities(ranges)], { seed: 1 });
    model.buildFor([7]);
    const x = [9, 0, Math.log(3), Math.log(1), Math.log(2), Math.log(5), -4];
    const { data } = await model.predict(rows(x));
    [9, 1 / 4, 3 / 4, 1 / 8, 2 / 8, 5 / 8, -4].forEach((value, i) => {
      expect(data[i]).toBeCloseTo(value, 6);
    });
  });
  it("have a gradient that matches finite differences", () =>
    checkGradient({ inputs: [{ sizes: ["batch", 7] }], build: (x) => categoryProbabilities(ranges).call(x) }, 1));
});

it("a layer before both of them learns", async () => {
  const model = sequential([dense(3), missingValues({ indicators: [0] }), categoryProbabilities([{ start: 0, size: 2 }])], {
    seed: 1,
    inputShape: [2],
  }).compile({ loss: "mse", optimizer: sgd({ learningRate: 1 }) });
  const before = model.getWeights()[0]!;
  const [x, y] = [rows([1, 0], [0, 1], [1, 1]), rows([1, 0, 2, 0], [0, 1, 2, 0], [1, 0, 2, 0])];
  const { history } = await model.fit(x, y, { epochs: 100, warn: false });
  const after = model.getWeights()[0]!;
  // Each output has a column of the kernel. Two of them pass through the probabilities, and all through the missing values.
  for (let output = 0; output < 3; output++) expect(after.data[output]).not.toBe(before.data[output]);
  expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss / 2);
});
