import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import type { CategoryColumn, TablePreprocessing } from "../data/tables/schema/columns.ts";
import { drawCategories } from "./drawn-categories.ts";

const category = (name: string, rest: number): CategoryColumn => ({
  kind: "category",
  name,
  missing: 0,
  values: ["red", "green"],
  open: true,
  entropy: 0.6,
  rest,
});
const table: TablePreprocessing = {
  columns: [
    category("whole", 0),
    { kind: "number", name: "x", missing: 0, scaling: "standard", center: 0, scale: 1, whole: false },
    category("part", 0.1),
  ],
  keys: [],
  leftOut: [],
};
/** Half of the probability of "whole" is on a value that no row had. */
const ROW = [0.1, 0.4, 0.5, 0.25, 0.2, 0.1, 0.7];
const ROWS = 20_000;

describe("drawn categories", () => {
  const rows = ndarray("float32", [ROWS, ROW.length], new Float32Array(Array.from({ length: ROWS }, () => ROW).flat()));
  drawCategories(table, rows, random(1));
  const mean = (feature: number) => rows.data.reduce((sum, x, i) => sum + (i % ROW.length === feature ? x : 0), 0) / ROWS;

  it("are one value in each row", () => {
    for (let at = 0; at < rows.data.length; at += ROW.length)
      for (const start of [at, at + 4]) expect([...rows.data.subarray(start, start + 3)].toSorted()).toEqual([0, 0, 1]);
  });

  it("occur according to their probabilities, if training rows had them", () => {
    expect(mean(0)).toBeCloseTo(0.2, 1.5);
    expect(mean(1)).toBeCloseTo(0.8, 1.5);
    expect(mean(2)).toBe(0);
    expect(mean(4)).toBeCloseTo(0.2, 1.5);
    expect(mean(5)).toBeCloseTo(0.1, 1.5);
    expect(mean(6)).toBeCloseTo(0.7, 1.5);
  });

  it("leave numbers unchanged", () => {
    expect(mean(3)).toBe(0.25);
  });
});
