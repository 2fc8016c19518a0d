import { expect, it } from "vitest";
import { counted, figureOf, listed, percent, percentileShown, percentTo, rounded, shown } from "./words.ts";

it("writes numbers with three significant digits, or more for large ones", () => {
  expect([0.012345, 1234.5, 12.345, 0, -0.5, 1e12].map((x) => figureOf(x))).toEqual([
    "0.0123",
    "1,235",
    "12.3",
    "0",
    "-0.5",
    "1000000000000",
  ]);
  expect(figureOf(39.51234, 4)).toBe("39.51");
  expect(figureOf(Number.NaN)).toBe("–");
  expect([rounded(0.012345), rounded(123456, 2)]).toEqual([0.0123, 120000]);
});

it("writes shares as percentages, and no percentile as 100 %", () => {
  expect([percent(0.91234), percent(1)]).toEqual(["91.2\u00a0%", "100\u00a0%"]);
  expect([percentTo(0.01234), percentTo(0.5, 0)]).toEqual(["1.2 %", "50 %"]);
  expect([percentileShown(100), percentileShown(98.71)]).toEqual([">\u00a099.9\u00a0%", "98.7\u00a0%"]);
});

it("writes wrong values as code does, also NaN and infinity in lists", () => {
  expect([3, "3", [1, Number.NaN], new Float32Array(2), () => 1].map(shown)).toEqual([
    "3",
    '"3"',
    '[1,"NaN"]',
    "a Float32Array",
    "a function",
  ]);
});

it("writes counts and lists as in a sentence", () => {
  expect([counted(1, "row"), counted(2000, "row"), counted(2, "box", "boxes")]).toEqual(["1 row", "2,000 rows", "2 boxes"]);
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map((items) => listed(items))).toEqual(["", "a", "a and b", "a, b and c"]);
  expect(listed(["a", "b", "c"], "or")).toBe("a, b or c");
});
