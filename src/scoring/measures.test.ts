import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { averagePrecision, flagQuality, precisionRecall, rocAuc } from "./measures.ts";

interface Case {
  readonly scores: number[];
  readonly labels: number[];
  readonly flags: number[];
  readonly rocAuc: number;
  readonly averagePrecision: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}
const cases = JSON.parse(readFileSync("test/fixtures/anomaly-measures.json", "utf8")) as Case[];

describe.each(cases)("equals scikit-learn, also with equal scores (case %#)", ({ scores, labels, flags, ...expected }) => {
  it("in the area under the curve", () => expect(rocAuc(scores, labels)).toBeCloseTo(expected.rocAuc, 12));
  it("in average precision", () => expect(averagePrecision(scores, labels)).toBeCloseTo(expected.averagePrecision, 12));
  it("in precision, recall and F1", () => {
    const { precision, recall, f1 } = expected;
    for (const [name, value] of Object.entries({ precision, recall, f1 }))
      expect(flagQuality(flags, labels)[name as "f1"], name).toBeCloseTo(value, 12);
  });
});

it("returns the precision and recall of the flags at each threshold", () => {
  const { scores, labels } = cases[0]!;
  const points = precisionRecall(scores, labels);
  expect(points.length).toBe(new Set(scores).size);
  for (const { threshold, precision, recall } of points) {
    const flags = scores.map((score) => (score > threshold ? 1 : 0));
    expect(flagQuality(flags, labels)).toMatchObject({ precision, recall });
  }
});

it("refuses labels that are all the same, or don't match the scores", () => {
  expect(() => rocAuc([1, 2], [0, 0])).toThrow("Labels must contain outliers (1) and other rows (0), but all 2 are 0.");
  expect(() => averagePrecision([1, 2], [1, 1])).toThrow("but all 2 are 1.");
  expect(() => rocAuc([1, 2], [0])).toThrow("There are 2 scores, but 1 labels.");
});
