import fc from "fast-check";
import { expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { above, checkGradients } from "../../graph/finite-differences.fixture.ts";
import { constant, constantOf, mul, toOnnx } from "../../graph/index.ts";
import { dense } from "../../layers/index.ts";
import { sequential } from "../../models/index.ts";
import { defaultRuntime } from "../../runtime/default.ts";
import { sgd } from "../optimizers/index.ts";
import { meanLoss } from "./mean-loss.ts";

const column = (...values: number[]) => ndarray("float32", [values.length, 1], Float32Array.from(values));

async function trimmed(errors: number[], trim: number, weights?: number[]): Promise<number> {
  const [outputs, zeros] = [constant(column(...errors)), constant(column(...errors.map(() => 0)))];
  const counting = { trim, ...(weights && { weights: constantOf("float32", [weights.length], weights) }) };
  const loss = meanLoss("mae", zeros, outputs, counting);
  const program = await (await defaultRuntime()).compile(toOnnx({ name: "loss", inputs: [], outputs: { loss } }));
  return Number((await program.run({}).finally(() => program.close())).loss!.data[0]);
}

it("a trimmed mean leaves out the examples with the greatest losses", async () => {
  expect(await trimmed([1, 100, 3, 2], 0.25)).toBeCloseTo(2, 6);
  expect(await trimmed([1, 100, 3, 2], 0.5)).toBeCloseTo(1.5, 6);
  expect(await trimmed([1, 100, 3, 2], 0.24)).toBeCloseTo(26.5, 5);
  expect(await trimmed([1, 3, 3, 3], 0.25)).toBeCloseTo(2.5, 6);
  expect(await trimmed([5], 0.9)).toBeCloseTo(5, 6);
});

it("losses are trimmed after they are multiplied by their weights", async () => {
  expect(await trimmed([1, 100, 3, 2], 0.25, [1, 0.01, 4, 1])).toBeCloseTo(4 / 3, 6);
});

it("the trimmed mean's gradient equals the finite differences", () => {
  const size = fc.integer({ min: 2, max: 6 });
  return checkGradients(
    fc.tuple(size, fc.constantFrom(0.2, 0.5)).map(([rows, trim]) => ({
      inputs: [{ sizes: [rows, 2], values: above }],
      // Each row's error is about twice that of the row before, so a small change doesn't change their order.
      build: (x) => {
        const factors = Array.from({ length: rows }, (_, i) => 4 ** i);
        const spread = mul(
          x,
          constantOf(
            "float32",
            [rows, 1],
            factors.map((f) => f / 4 ** (rows - 1)),
          ),
        );
        return meanLoss("mse", mul(spread, 0), spread, { trim });
      },
    })),
  );
});

it("a fitted line ignores the tenth of the points that are outliers", async () => {
  const [x, y] = [new Float32Array(100), new Float32Array(100)];
  for (let i = 0; i < 100; i++) [x[i], y[i]] = [i / 50 - 1, i % 10 === 9 ? 20 : i / 25 - 2];
  const slopeOf = async (trim: number) => {
    const model = sequential([dense(1)], { inputShape: [1] }).compile({
      loss: "mse",
      optimizer: sgd({ learningRate: 0.1 }),
      trim,
    });
    await model.fit(ndarray("float32", [100, 1], x), ndarray("float32", [100, 1], y), {
      epochs: 200,
      batchSize: 100,
      warn: false,
    });
    return model.getWeights().map(({ data }) => data[0]!);
  };
  const [slope, bias] = await slopeOf(0.1);
  expect(slope).toBeCloseTo(2, 3);
  expect(bias).toBeCloseTo(0, 3);
  expect((await slopeOf(0))[1]).toBeGreaterThan(1);
});

it("rejects a share that leaves nothing", () => {
  expect(() => sequential([dense(1)]).compile({ loss: "mse", trim: 1 })).toThrow(
    "trim is the share of a batch to leave out and must be from 0 to below 1, but it is 1.",
  );
});
