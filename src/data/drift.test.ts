import { describe, expect, it } from "vitest";
import { random } from "../core/random.ts";
import { type CategorySample, categoryDrift, judge, type NumberSample, numberDrift, quantileOf, strongest } from "./drift.ts";

const numbers = (seed: number, rows: number, { shift = 0, missing = 0 } = {}): NumberSample => {
  const source = random(seed, 1);
  const values = Float64Array.from({ length: rows - missing }, () => source.normal() + shift).sort();
  return { rows, missing, mean: values.reduce((sum, x) => sum + x, 0) / values.length, values };
};
const categories = (counts: Record<string, number>, missing = 0): CategorySample => ({
  rows: Object.values(counts).reduce((sum, n) => sum + n, missing),
  missing,
  counts: new Map(Object.entries(counts)),
});
const verdictOf = (drift: ReturnType<typeof numberDrift>) => judge([drift])[0]!.verdict;

describe("numbers", () => {
  it("moved by two fifths of their deviation drift somewhat, by a whole one strongly, and not at all unmoved", () => {
    const before = numbers(1, 4000);
    expect(verdictOf(numberDrift("x", before, numbers(2, 4000)))).toBe("none");
    expect(verdictOf(numberDrift("x", before, numbers(2, 4000, { shift: 0.4 })))).toBe("some");
    expect(verdictOf(numberDrift("x", before, numbers(2, 4000, { shift: 1 })))).toBe("strong");
  });

  it("that are missing more often drift, though their values are the same", () => {
    const drift = numberDrift("x", numbers(1, 2000, { missing: 20 }), numbers(2, 2000, { missing: 600 }));
    expect(drift.missing).toEqual({ before: 0.01, now: 0.3 });
    expect(verdictOf(drift)).toBe("strong");
  });

  it("have the index that their tenths have by hand", () => {
    const before = { rows: 10, missing: 0, mean: 5.5, values: Float64Array.from({ length: 10 }, (_, i) => i + 1) };
    const now = { rows: 10, missing: 0, mean: 1, values: new Float64Array(10).fill(1) };
    const byHand = 0.9 * Math.log(10) + 9 * (0.1 - 1e-4) * Math.log(0.1 / 1e-4);
    expect(numberDrift("x", before, now).psi).toBeCloseTo(byHand, 10);
  });

  it("of a few rows don't drift where it may be chance, however large the index", () => {
    const drift = numberDrift("x", numbers(1, 12), numbers(2, 12));
    expect(drift.psi).toBeGreaterThan(0.25);
    expect(verdictOf(drift)).toBe("none");
  });
});

describe("categories", () => {
  const before = categories({ a: 500, b: 300, c: 200 });

  it("in other shares drift, with what wasn't there before counted", () => {
    const drift = categoryDrift("x", before, categories({ a: 200, b: 300, d: 480, e: 20 }));
    expect(drift.unseen).toEqual({ rows: 500, values: ["d", "e"] });
    expect(drift.shares!.d).toEqual({ before: 0, now: 0.48 });
    expect(verdictOf(drift)).toBe("strong");
  });

  it("in the same shares don't, in whatever order and number", () => {
    const drift = categoryDrift("x", before, categories({ c: 40, b: 60, a: 100 }));
    expect(drift.psi).toBeCloseTo(0, 12);
    expect(drift.pValue).toBeCloseTo(1, 12);
    expect(verdictOf(drift)).toBe("none");
  });
});

it("of 200 columns that are the same, chance makes none or one stand out", () => {
  const drifts = Array.from({ length: 200 }, (_, i) => numberDrift(`${i}`, numbers(2 * i, 300), numbers(2 * i + 1, 300)));
  expect(drifts.filter(({ pValue }) => pValue < 0.05).length).toBeGreaterThan(3);
  expect(judge(drifts).filter(({ adjusted }) => adjusted < 0.05).length).toBeLessThanOrEqual(1);
});

it("quantiles are between two values in proportion", () => {
  expect(quantileOf([1, 2, 4], 0.75)).toBe(3);
  expect(quantileOf([], 0.5)).toBeNaN();
});

it("the strongest verdict counts", () => {
  expect(strongest(["none", "strong", "some"])).toBe("strong");
  expect(strongest([])).toBe("none");
});
