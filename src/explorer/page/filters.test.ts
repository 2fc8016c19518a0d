import { expect, it } from "vitest";
import { BARS, barsOf, type Filters, hidingOf, withFilter } from "./filters.ts";
import { someRows } from "./rows.fixture.ts";

const { columns, count } = someRows;
const [label, , loss] = columns as [(typeof columns)[0], (typeof columns)[0], (typeof columns)[0]];
const none: Filters = new Map();

it("hides rows of hidden classes and outside ranges, and counts the filters that hide a row", () => {
  const filters = withFilter(withFilter(none, "label", { hidden: new Set([1]) }), "loss", { low: 0.1, high: 1 });
  expect([...hidingOf(columns, filters, count)!]).toEqual([0, 1, 1, 2]);
  expect(hidingOf(columns, none, count)).toBeUndefined();
});

it("a range hides missing numbers", () => {
  const column = { kind: "numbers", name: "age", numbers: Float64Array.of(1, Number.NaN, 3) } as const;
  expect([...hidingOf([column], new Map([["age", { low: 0, high: Infinity }]]), 3)!]).toEqual([0, 1, 0]);
});

it("a filter that hides nothing is removed", () => {
  const filters = withFilter(none, "label", { hidden: new Set([1]) });
  expect(withFilter(filters, "label", { hidden: new Set() }).size).toBe(0);
  expect(withFilter(new Map([["loss", { low: 0, high: 1 }]]), "loss", { low: -Infinity, high: Infinity }).size).toBe(0);
});

it("the bars of a column have the counts of all rows, and of those that the other filters leave", () => {
  const filters = withFilter(withFilter(none, "label", { hidden: new Set([1]) }), "loss", { low: 0.1, high: 100 });
  const hiding = hidingOf(columns, filters, count);
  expect(barsOf(label)(filters.get("label"), hiding)).toEqual({ all: [1, 2, 1], left: [1, 2, 0] });
  const { all, left } = barsOf(loss)(filters.get("loss"), hiding);
  expect([all.length, all[0], all[BARS - 1], left[0], left[BARS - 1]]).toEqual([BARS, 3, 1, 2, 0]);
});
