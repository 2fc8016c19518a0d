import { expect, it } from "vitest";
import {
  countUpTo,
  deviation,
  extent,
  highestFirst,
  mean,
  median,
  quantile,
  roundBetween,
  sum,
  upperMedian,
  valueAt,
} from "./statistics.ts";

it("sums, means and deviations are of all numbers", () => {
  expect([sum([1, 2, 4]), sum([]), mean([1, 2, 6]), mean(BigInt64Array.of(1n, 2n))]).toEqual([7, 0, 3, 1.5]);
  expect(mean([])).toBeNaN();
  expect(deviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
  expect(deviation([1e9 + 1, 1e9 - 1])).toBe(1);
});

it("the extent goes from the least to the greatest number, of one column too, and passes over NaN", () => {
  expect(extent([3, Number.NaN, -1, 2])).toEqual([-1, 3]);
  expect([extent([0, 10, 1, 20], 0, 2), extent([0, 10, 1, 20], 1, 2)]).toEqual([
    [0, 1],
    [10, 20],
  ]);
  expect(extent([])).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});

it("round numbers between two are factors of powers of ten, both ends included", () => {
  expect(roundBetween(0.02, 5, [1, 2, 5])).toEqual([0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]);
  expect(roundBetween(3, 400, [1])).toEqual([10, 100]);
});

it("quantiles lie between two numbers on a straight line, as NumPy's do", () => {
  const sorted = Float64Array.of(1, 2, 4, 8);
  expect([0, 0.25, 0.5, 0.9, 1].map((share) => quantile(sorted, share))).toEqual([1, 1.75, 3, expect.closeTo(6.8, 12), 8]);
  expect(quantile([3], 0.7)).toBe(3);
  expect(quantile([], 0.5)).toBeNaN();
  expect(quantile([1, Number.POSITIVE_INFINITY], 0)).toBe(1);
  expect(valueAt(sorted, 1.5)).toBe(3);
});

it("the median is between the middle two, the upper one is one of the numbers", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  expect([upperMedian([3, 1, 2]), upperMedian([4, 1, 2, 3]), upperMedian([])]).toEqual([2, 3, undefined]);
});

it("numbers up to a value are counted with those that equal it", () => {
  expect([0, 1, 2, 2.5, 9].map((value) => countUpTo([1, 2, 2, 3], value))).toEqual([0, 1, 3, 3, 4]);
  expect(countUpTo([1, 2], Number.NaN)).toBe(2);
});

it("the highest come first, and equal ones stay in order", () => {
  expect([...highestFirst([1, 3, 2, 3])]).toEqual([1, 3, 2, 0]);
});
