import { expect, test } from "vitest";
import { DataError } from "./errors.ts";
import { expectFinite, firstNotFinite, placeIn } from "./finite.ts";
import { ndarray } from "./ndarray.ts";

const floats = (shape: number[], ...values: number[]) => ndarray("float32", shape, Float32Array.from(values));

test("finds the first number that isn't finite at any place, and accepts large finite numbers", () => {
  for (const at of [0, 3, 4095, 4096, 9999]) {
    const data = new Float32Array(10_000).fill(3e38);
    expect(firstNotFinite(ndarray("float32", [10_000], data))).toBe(-1);
    data[at] = Number.NaN;
    data[9999] = Number.NEGATIVE_INFINITY;
    expect(firstNotFinite(ndarray("float32", [10_000], data))).toBe(at);
    expect(firstNotFinite(ndarray("float32", [10_000], data), { missing: true })).toBe(9999);
  }
  expect(firstNotFinite(ndarray("float64", [2], Float64Array.of(1, Number.NaN)))).toBe(1);
  expect(firstNotFinite(ndarray("uint8", [2], Uint8Array.of(0, 255)))).toBe(-1);
});

test("names a place by row and column, or by row and element", () => {
  expect(placeIn({ shape: [5] }, 3)).toBe("row 3");
  expect(placeIn({ shape: [5, 4] }, 11)).toBe("row 2, column 3");
  expect(placeIn({ shape: [5, 2, 4] }, 11)).toBe("row 1, element [0, 3]");
});

test("refuses numbers that aren't finite with their place, their count and what to do", () => {
  const rows = floats([3, 2], 1, 2, Number.NaN, 4, Number.POSITIVE_INFINITY, 6);
  expect(() => expectFinite(rows)).toThrow(
    new DataError("Row 1, column 0 is NaN (counted from 0; the first of 2 values that aren't finite). Remove or fill such rows."),
  );
  expect(() => expectFinite(rows, { missing: true, where: "a.npy" })).toThrow(
    new DataError("a.npy: row 2, column 0 is Infinity (counted from 0). Leave such a value empty (NaN), or fill it."),
  );
  expect(() => expectFinite(floats([1, 2], Number.NaN, 4), { missing: true })).not.toThrow();
});
