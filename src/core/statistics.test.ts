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

it("computes the sum, the mean and the deviation of all numbers", () => {
  expect([sum([1, 2, 4]), sum([]), mean([1, 2, 6]), mean(BigInt64Array.of(1n, 2n))]).toEqual([7, 0, 3, 1.5]);
  expect(mean([])).toBeNaN();
  expect(deviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
  expect(deviation([1e9 + 1, 1e9 - 1])).toBe(1);
});

it("finds the minimum and maximum, also of one column, and ignores NaN", () => {
  expect(extent([3, Number.NaN, -1, 2])).toEqual([-1, 3]);
  expect([extent([0, 10, 1, 20], 0, 2), extent([0, 10, 1, 20], 1, 2)]).toEqual([
    [0, 1],
    [10, 20],
  ]);
  expect(extent([])).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});

it("finds round numbers between two numbers, both ends included", () => {
  expect(roundBetween(0.02, 5, [1, 2, 5])).toEqual([0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]);
  expect(roundBetween(3, 400, [1])).toEqual([10, 100]);
});

it("interpolates quantiles linearly between two numbers, as NumPy does", () => {
  const sorted = Float64Array.of(1, 2, 4, 8);
  expect([0, 0.25, 0.5, 0.9, 1].map((share) => quantile(sorted, share))).toEqual([1, 1.75, 3, expect.closeTo(6.8, 12), 8]);
  expect(quantile([3], 0.7)).toBe(3);
  expect(quantile([], 0.5)).toBeNaN();
  expect(quantile([1, Number.POSITIVE_INFINITY], 0)).toBe(1);
  expect(valueAt(sorted, 1.5)).toBe(3);
});

it("takes the mean of the middle two as the median, and the higher one as the upper median", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  expect([upperMedian([3, 1, 2]), upperMedian([4, 1, 2, 3]), upperMedian([])]).toEqual([2, 3, undefined]);
});

it("counts the numbers up to a value, including equal ones", () => {
  expect([0, 1, 2, 2.5, 9].map((value) => countUpTo([1, 2, 2, 3], value))).toEqual([0, 1, 3, 3, 4]);
  expect(countUpTo([1, 2], Number.NaN)).toBe(2);
});

it("sorts the highest first, and leaves equal numbers in their order", () => {
  expect([...highestFirst([1, 3, 2, 3])]).toEqual([1, 3, 2, 0]);
});
