import { describe, expect, it } from "vitest";
import { ndarray } from "../../../core/ndarray.ts";
import { drawn, movedBetween, statisticsOf } from "./statistics.ts";

const codings = ndarray("float32", [4, 2], Float32Array.of(1, -3, 2, -3, 3, 5, 6, 1));

it("computes the range, the mean and the standard deviation of each coding", () => {
  const { low, high, mean, deviation } = statisticsOf(codings);
  expect([...low, ...high, ...mean]).toEqual([1, -3, 6, 5, 3, 0]);
  expect(deviation[0]).toBeCloseTo(Math.sqrt((4 + 1 + 0 + 9) / 4), 6);
  expect(deviation[1]).toBeCloseTo(Math.sqrt((9 + 9 + 25 + 1) / 4), 6);
});

describe("random codings", () => {
  it.each([
    ["have the means and standard deviations of the codings", false, [3, 0], [Math.sqrt(3.5), Math.sqrt(11)]],
    ["follow the standard normal distribution", true, [0, 0], [1, 1]],
  ] as const)("%s", (_what, isStandard, means, deviations) => {
    const { mean, deviation } = statisticsOf(drawn(statisticsOf(codings), 20_000, 1, isStandard));
    means.forEach((value, i) => {
      expect(mean[i]).toBeCloseTo(value, 1);
    });
    deviations.forEach((value, i) => {
      expect(deviation[i]! / value).toBeCloseTo(1, 1);
    });
  });

  it("are the same for the same seed and differ for another seed", () => {
    const [a, b, c] = [1, 1, 2].map((seed) => [...drawn(statisticsOf(codings), 3, seed, false).data]);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });
});

it("returns 0 for unchanged codings, and 1 if all moved by one standard deviation", () => {
  expect(movedBetween(codings, codings)).toBe(0);
  const { deviation } = statisticsOf(codings);
  const moved = ndarray(
    "float32",
    [4, 2],
    codings.data.map((value, at) => value + deviation[at % 2]!),
  );
  expect(movedBetween(codings, moved)).toBeCloseTo(1, 5);
  expect(movedBetween(codings, ndarray("float32", [2, 4], codings.data))).toBe(Number.POSITIVE_INFINITY);
});
