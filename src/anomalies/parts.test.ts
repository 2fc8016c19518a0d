import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { input, type Tensor, toOnnx } from "../graph/index.ts";
import { covarianceOf, mahalanobisDistance } from "./mahalanobis.ts";
import { histogramsOf, meanRarity } from "./rarity.ts";
import { runOnRows } from "./rows.ts";

interface Case {
  readonly learned: readonly (readonly number[])[];
  readonly others: readonly (readonly number[])[];
  readonly mahalanobis: readonly number[];
  readonly rarity: readonly number[];
}
const cases = JSON.parse(readFileSync("test/fixtures/anomaly-parts.json", "utf8")) as Case[];
const rowsOf = (rows: Case["learned"]) => ndarray("float32", [rows.length, rows[0]!.length], Float32Array.from(rows.flat()));

/** The values of a part of the score for some rows. */
async function valuesOf(rows: Case["others"], part: (rows: Tensor) => Tensor): Promise<Float32Array> {
  const x = input("examples", "float32", ["batch", rows[0]!.length]);
  const onnx = toOnnx({ name: "part", inputs: [x], outputs: { part: part(x) } });
  return (await runOnRows(onnx, rowsOf(rows), { part: [] }, {})).part.data;
}

const expectNear = (found: Float32Array, expected: readonly number[]) =>
  expected.forEach((value, i) => {
    expect(found[i]! / value).toBeCloseTo(1, 4);
  });

it.each(cases)(
  "Mahalanobis distances are scikit-learn's with Ledoit and Wolf's shrinkage ($learned.length rows)",
  async (one) => {
    const covariance = covarianceOf(rowsOf(one.learned));
    expectNear(await valuesOf(one.others, (rows) => mahalanobisDistance(rows, covariance)), one.mahalanobis);
  },
);

it.each(cases)("rarities are those of NumPy's histograms ($learned.length rows)", async (one) => {
  const histograms = histogramsOf(rowsOf(one.learned));
  expectNear(await valuesOf(one.others, (rows) => meanRarity(rows, histograms)), one.rarity);
});

it("a column of one value, and rows that are all alike, have finite distances", async () => {
  const same = ndarray("float32", [5, 2], Float32Array.of(1, 2, 1, 2, 1, 2, 1, 2, 1, 2));
  const covariance = covarianceOf(same);
  const [own, other] = await valuesOf(
    [
      [1, 2],
      [1, 3],
    ],
    (rows) => mahalanobisDistance(rows, covariance),
  );
  expect(own).toBe(0);
  expect(other).toBeGreaterThan(1);
  expect(other).toBeLessThan(Number.POSITIVE_INFINITY);
});
