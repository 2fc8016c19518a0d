import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { correlation, correlations } from "./correlation.ts";
import { type Histogram, histogram } from "./histogram.ts";

interface Figures {
  readonly values: readonly number[];
  readonly histogram: Histogram;
  readonly correlations: readonly (number | null)[];
}

const figures = Object.entries(
  JSON.parse(await readFile("test/fixtures/statistics.json", "utf8")) as Readonly<Record<string, Figures>>,
);

it.each(figures)("computes the same histogram as NumPy: %s", (_what, { values, histogram: expected }) => {
  const { edges, counts } = histogram(Float64Array.from(values));
  expect(counts).toEqual(expected.counts);
  expect(edges.length).toBe(expected.edges.length);
  for (const [i, edge] of edges.entries())
    expect(Math.abs(edge - expected.edges[i]!)).toBeLessThanOrEqual(
      Math.max(Math.abs(expected.edges[i]!), Math.abs(edges[0]!), 2 ** -1021) * 2 ** -51,
    );
  const infinite = Float64Array.of(Number.NEGATIVE_INFINITY, ...values, Number.NaN, Number.POSITIVE_INFINITY);
  expect(histogram(infinite)).toEqual({ edges, counts });
});

it("computes the same correlations as NumPy for numbers of any size", () => {
  const found = correlations(figures.map(([, { values }]) => Float64Array.from(values)));
  for (const [i, [what, expected]] of figures.entries())
    for (const [j, r] of expected.correlations.entries())
      if (r === null) expect(i === j || Number.isNaN(found[i]![j]), what).toBe(true);
      else expect(found[i]![j], `${what} and ${figures[j]![0]}`).toBeCloseTo(r, 11);
});

it("computes a correlation from the rows in which both numbers are finite", () => {
  const [x, y] = [Float64Array.of(1, 2, Number.NaN, 3, 9), Float64Array.of(2, 4, 7, 7, Number.POSITIVE_INFINITY)];
  const alone = correlation(Float64Array.of(1, 2, 3), Float64Array.of(2, 4, 7));
  expect([correlation(x, y), correlations([x, y])[1]![0]]).toEqual([alone, alone]);
  expect(correlation(Float64Array.of(1, Number.NaN), Float64Array.of(2, 3))).toBeNaN();
  expect(histogram(Float64Array.of(Number.NaN))).toEqual({ edges: [], counts: [] });
});
