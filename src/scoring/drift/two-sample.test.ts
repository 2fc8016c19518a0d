import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { random } from "../../core/random.ts";
import { numberDrift } from "./columns.ts";
import {
  benjaminiHochberg,
  chanceOfLarger,
  chiSquared,
  expectedStability,
  isLarger,
  kolmogorov,
  kolmogorovSmirnov,
  pooledCells,
  populationStability,
  sharesDiffer,
  unseenRows,
  upperGamma,
} from "./two-sample.ts";

interface Sample {
  readonly a: number[];
  readonly b: number[];
  readonly statistic: number;
  readonly pValue: number;
}
interface Pair {
  readonly a: number[];
  readonly b: number[];
  readonly pValue: number;
}
const scipy = JSON.parse(readFileSync("test/fixtures/drift.json", "utf8")) as {
  ks: Sample[];
  larger: (Pair & { readonly chance: number })[];
  numbers: Pair[];
  chi: Sample[];
  fisher: [[number, number], [number, number], number][];
  unseen: [number, number, number, number][];
  kolmogorov: [number, number][];
  upperGamma: [number, number, number][];
  benjaminiHochberg: [number[], number[]];
};

/** Passes if each number agrees to 10 digits, even if it is very small. */
const expectEqual = (value: number, wanted: number) =>
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-10 * Math.abs(wanted) + 1e-14);

describe("equals SciPy", () => {
  it("in Kolmogorov-Smirnov statistics and probabilities", () => {
    for (const { a, b, statistic, pValue } of scipy.ks) {
      expectEqual(kolmogorovSmirnov(a, b).statistic, statistic);
      expectEqual(kolmogorovSmirnov(a, b).pValue, pValue);
    }
  });

  it("in the chance of a larger number and its one-sided probability, with and without many ties", () => {
    for (const { a, b, chance, pValue } of scipy.larger) {
      expectEqual(chanceOfLarger(a, b).chance, chance);
      expectEqual(isLarger(a, b), pValue);
    }
  });

  it("in the probability that a column's numbers differ this much, by distance and by bins", () => {
    const sample = (values: number[]) => ({ rows: values.length, missing: 0, mean: 0, values: Float64Array.from(values) });
    for (const { a, b, pValue } of scipy.numbers) expectEqual(numberDrift("x", sample(a), sample(b)).tests[0]!.pValue, pValue);
  });

  it("in Kolmogorov's limit, on both sides of the switch between the two series", () => {
    for (const [x, wanted] of scipy.kolmogorov) expectEqual(kolmogorov(x), wanted);
  });

  it("in chi-squared statistics and probabilities", () => {
    for (const { a, b, statistic, pValue } of scipy.chi) {
      expectEqual(chiSquared(a, b).statistic, statistic);
      expectEqual(chiSquared(a, b).pValue, pValue);
    }
  });

  it("in Fisher's exact test, if there are too few rows for the chi-squared test", () => {
    for (const [a, b, wanted] of scipy.fisher) expect(Math.abs(sharesDiffer(a, b) / wanted - 1)).toBeLessThan(1e-9);
  });

  it("in the probability of this many unseen rows, as an upper bound within an order of magnitude", () => {
    for (const [m, n, unseen, wanted] of scipy.unseen) {
      const once = Array.from({ length: 40 }, (_, i) => Number(i < unseen));
      const { rows, expected, pValue } = unseenRows([m - 40 + unseen, ...once.map((x) => 1 - x)], [n - unseen, ...once]);
      expect(rows).toBe(unseen);
      expect(expected).toBeCloseTo((40 * n) / (m + n), 9);
      expect(pValue).toBeGreaterThan(wanted);
      expect(pValue).toBeLessThan(10 * wanted);
    }
  });

  it("in the incomplete gamma function", () => {
    for (const [a, x, wanted] of scipy.upperGamma) expectEqual(upperGamma(a, x), wanted);
  });

  it("in the adjustment of Benjamini and Hochberg", () => {
    const [given, wanted] = scipy.benjaminiHochberg;
    benjaminiHochberg(given).forEach((p, i) => {
      expectEqual(p, wanted[i]!);
    });
  });
});

it("counts rare categories together in the chi-squared test", () => {
  expect(chiSquared([500, 480, 3, 2, 1], [510, 470, 1, 0, 4])).toEqual(chiSquared([500, 480, 6], [510, 470, 5]));
});

it("counts rare categories that are too few for a cell with the rarest of the others", () => {
  expect(chiSquared([500, 40, 1], [480, 45, 0])).toEqual(chiSquared([500, 41], [480, 45]));
  expect(pooledCells([7, 0, 1], [0, 1, 1])).toEqual([[8], [2]]);
});

it("compares shares by the chi-squared test if it is valid", () => {
  expect(sharesDiffer([10, 100], [30, 100])).toBe(chiSquared([10, 90], [30, 70]).pValue);
  expect(sharesDiffer([0, 0], [1, 2])).toBe(1);
});

it("expects unseen rows by the frequency of their values in both samples", () => {
  // The probability that all three rows of the last value are among 4 of 10 is 4/10 · 3/9 · 2/8. For a value that occurs once it
  // is 4/10.
  const { rows, expected, pValue } = unseenRows([5, 1, 0], [1, 0, 3]);
  expect(rows).toBe(3);
  expect(expected).toBeCloseTo(0.4 + (3 * 4 * 3 * 2) / (10 * 9 * 8), 12);
  expect(pValue).toBeGreaterThan((4 * 3 * 2) / (10 * 9 * 8));
  expect(unseenRows([4, 6], [1, 2])).toEqual({ rows: 0, expected: 0, pValue: 1 });
});

it.each([
  [3, 1e8, 1],
  [10, 1e8, 1],
  [1000, 1e9, 5],
])(
  "returns finite figures for unseen rows and a small sample: %d rows before, %d now, of which %d are unseen",
  (m, n, unseen) => {
    // The probability that all rows of the value are in the larger sample is (n / (m + n))^unseen, up to 1e-8.
    const chance = (n / (m + n)) ** unseen;
    const { rows, expected, pValue } = unseenRows([m, 0], [n - unseen, unseen]);
    expect(rows).toBe(unseen);
    expect(expected).toBeCloseTo(unseen * chance, 6);
    expect(pValue).toBeCloseTo(chance, 6);
  },
);

it("expects a larger index for more bins and fewer rows", () => {
  expect(expectedStability([5, 5, 0, 2], [1, 0, 0, 1], 12, 4)).toBeCloseTo(2 * (1 / 12 + 1 / 4), 12);
});

it("returns a population stability index of 0 for equal shares, and the one computed by hand for others", () => {
  expect(populationStability([10, 30], [100, 300])).toBeCloseTo(0, 12);
  expect(populationStability([50, 50], [80, 20])).toBeCloseTo(0.3 * Math.log(1.6) - 0.3 * Math.log(0.4), 12);
  expect(populationStability([50, 50], [100, 0])).toBeCloseTo(0.5 * Math.log(2) + (0.005 - 0.5) * Math.log(0.01), 12);
  expect(populationStability([5e5, 5e5], [1e6, 0])).toBeCloseTo(0.5 * Math.log(2) + (1e-4 - 0.5) * Math.log(2e-4), 12);
});

it("finds no difference between empty samples", () => {
  expect(kolmogorovSmirnov([], [1])).toEqual({ statistic: 0, pValue: 1 });
  expect(chiSquared([0], [3])).toEqual({ statistic: 0, pValue: 1 });
  expect(populationStability([], [])).toBe(0);
});

it("returns the share of pairs with a larger number, where equal pairs count half", () => {
  const [a, b] = [
    [3, 1, 4, 1, 5],
    [2, 1, 6, 4],
  ];
  let wins = 0;
  for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0;
  expect(chanceOfLarger(a, b).chance).toBe(wins / 20);
  // Three of nine numbers are 1 and two are 4: (3³ - 3) + (2³ - 2) = 30.
  expect(chanceOfLarger(a, b).standardError).toBeCloseTo(Math.sqrt((10 - 30 / (9 * 8)) / (12 * 20)), 12);
});

it("returns uniform probabilities if nothing has changed, and no smaller ones if few values make steps", () => {
  const PAIRS = 500;
  const shares = (pValues: readonly number[], limit: number) => pValues.filter((p) => p <= limit).length / PAIRS;
  const pairs = Array.from({ length: PAIRS }, (_, seed) => {
    const source = random(seed, 9);
    const normals = (count: number) => Float64Array.from({ length: count }, () => source.normal()).sort();
    const counts = (rows: number) => {
      const all = [0, 0, 0, 0];
      for (let i = 0; i < rows; i++) all[Math.floor(4 * source.uniform() ** 1.5)]!++;
      return all;
    };
    const [a, b, few] = [normals(300), normals(120), normals(20)];
    const marked = (rows: number) => [counts(rows)[3]!, rows] as const;
    return {
      exact: [isLarger(a, b), chiSquared(counts(300), counts(120)).pValue],
      atMost: [kolmogorovSmirnov(a, b).pValue, kolmogorovSmirnov(a, few).pValue, sharesDiffer(marked(300), marked(20))],
    };
  });
  for (const limit of [0.01, 0.05, 0.25, 0.5, 0.75]) {
    const away = 4 * Math.sqrt((limit * (1 - limit)) / PAIRS);
    for (const i of [0, 1])
      expect(
        Math.abs(
          shares(
            pairs.map(({ exact }) => exact[i]!),
            limit,
          ) - limit,
        ),
      ).toBeLessThan(away);
    for (const i of [0, 1, 2])
      expect(
        shares(
          pairs.map(({ atMost }) => atMost[i]!),
          limit,
        ),
      ).toBeLessThan(limit + away);
  }
});
