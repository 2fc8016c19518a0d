import fc from "fast-check";
import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { input, toOnnx } from "../graph/index.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import { calibrate, isOutlier, judged, percentileOf } from "./calibration.ts";

const hundred = calibrate(Float32Array.from({ length: 101 }, (_, i) => i))!;

it("returns the share of lower scores as the percentile, and puts one in a hundred scores above the threshold", () => {
  expect(hundred.quantiles).toEqual(Array.from({ length: 101 }, (_, i) => i));
  expect(hundred.threshold).toBe(99);
  expect([-1, 0, 25, 99.5, 100, 1000].map((score) => percentileOf(hundred, score))).toEqual(
    [0, 0, 25, 99.5, 100, 100].map((p) => expect.closeTo(p, 5)),
  );
  expect([98, 99, 99.01].map((score) => isOutlier(hundred, score))).toEqual([false, false, true]);
});

it("stores few scores as they are, and a thousand steps of many scores", () => {
  const scores = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i));
  for (const count of [2, 30, 997, 1001]) expect(calibrate(scores(count))!.quantiles).toEqual([...scores(count).sort()]);
  expect(calibrate(scores(5000))!.quantiles).toHaveLength(1001);
  expect(calibrate([7])!.quantiles).toEqual([7, 7]);
});

it("gives equal scores the highest percentile among them", () => {
  const ties = calibrate([1, 1, 1, 1, 5])!;
  expect(percentileOf(ties, 1)).toBeCloseTo(75, 1);
  expect(percentileOf(ties, 0.999)).toBe(0);
});

it("gives a score that isn't a number the highest percentile, not the lowest", () => {
  expect(percentileOf(hundred, Number.NaN)).toBe(100);
  expect(isOutlier(hundred, Number.NaN)).toBe(true);
});

it("chooses the threshold by the quantile, and returns undefined without scores", () => {
  expect(calibrate([0, 1, 2, 3, 4], 0.5)!.threshold).toBe(2);
  expect(calibrate([7])!).toMatchObject({ threshold: 7 });
  expect(calibrate([Number.NaN, Number.POSITIVE_INFINITY])).toBeUndefined();
});

it("computes the same percentiles and flags in a graph", async () => {
  const runtime = await nativeRuntime({ threads: 1 });
  const some = fc.array(fc.float({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(some, some, fc.double({ min: 0, max: 1, noNaN: true }), async (held, fresh, quantile) => {
      const calibration = calibrate(held, quantile)!;
      const scores = Float32Array.from([...fresh, ...held, calibration.threshold, Number.NaN, Number.POSITIVE_INFINITY]);
      const x = input("scores", "float32", ["batch"]);
      const program = await runtime.compile(toOnnx({ name: "judge", inputs: [x], outputs: { ...judged(calibration, x) } }));
      const { percentile, outlier } = await program.run({ scores: ndarray("float32", [scores.length], scores) });
      await program.close();
      const flags = Array.from(scores, (score) => (isOutlier(calibration, score) ? 1n : 0n));
      expect([...(outlier!.data as BigInt64Array)]).toEqual(flags);
      const off = Array.from(scores, (score, i) => Math.abs(Number(percentile!.data[i]) - percentileOf(calibration, score)));
      expect(Math.max(...off)).toBeLessThan(1e-3);
    }),
    { numRuns: 40, seed: Number(process.env.CODINGS_TEST_SEED ?? 1) },
  );
});
