import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { benjaminiHochberg, chiSquared, kolmogorov, kolmogorovSmirnov, populationStability, upperGamma } from "./two-sample.ts";

interface Sample {
  readonly a: number[];
  readonly b: number[];
  readonly statistic: number;
  readonly pValue: number;
}
const scipy = JSON.parse(readFileSync("test/fixtures/drift.json", "utf8")) as {
  ks: Sample[];
  chi: Sample[];
  kolmogorov: [number, number][];
  upperGamma: [number, number, number][];
  benjaminiHochberg: [number[], number[]];
};

/** Within 10 digits of each, however small it is. */
const expectEqual = (value: number, wanted: number) =>
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-10 * Math.abs(wanted) + 1e-14);

describe("as SciPy has them", () => {
  it("Kolmogorov-Smirnov statistics and probabilities", () => {
    for (const { a, b, statistic, pValue } of scipy.ks) {
      expectEqual(kolmogorovSmirnov(a, b).statistic, statistic);
      expectEqual(kolmogorovSmirnov(a, b).pValue, pValue);
    }
  });

  it("Kolmogorov's limit, on either side of where the series change", () => {
    for (const [x, wanted] of scipy.kolmogorov) expectEqual(kolmogorov(x), wanted);
  });

  it("chi-squared statistics and probabilities", () => {
    for (const { a, b, statistic, pValue } of scipy.chi) {
      expectEqual(chiSquared(a, b).statistic, statistic);
      expectEqual(chiSquared(a, b).pValue, pValue);
    }
  });

  it("the incomplete gamma function", () => {
    for (const [a, x, wanted] of scipy.upperGamma) expectEqual(upperGamma(a, x), wanted);
  });

  it("Benjamini's and Hochberg's adjustment", () => {
    const [given, wanted] = scipy.benjaminiHochberg;
    benjaminiHochberg(given).forEach((p, i) => {
      expectEqual(p, wanted[i]!);
    });
  });
});

it("chi-squared counts rare categories together", () => {
  expect(chiSquared([500, 480, 3, 2, 1], [510, 470, 1, 0, 4])).toEqual(chiSquared([500, 480, 6], [510, 470, 5]));
});

it("the population stability index is 0 of equal shares, and as computed by hand of others", () => {
  expect(populationStability([10, 30], [100, 300])).toBeCloseTo(0, 12);
  expect(populationStability([50, 50], [80, 20])).toBeCloseTo(0.3 * Math.log(1.6) - 0.3 * Math.log(0.4), 12);
  expect(populationStability([50, 50], [100, 0])).toBeCloseTo(0.5 * Math.log(2) + (1e-4 - 0.5) * Math.log(2e-4), 12);
});

it("nothing differs from nothing", () => {
  expect(kolmogorovSmirnov([], [1])).toEqual({ statistic: 0, pValue: 1 });
  expect(chiSquared([0], [3])).toEqual({ statistic: 0, pValue: 1 });
  expect(populationStability([], [])).toBe(0);
});
