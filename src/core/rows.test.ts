import { expect, it } from "vitest";
import { ndarray } from "./ndarray.ts";
import { columnOf, rowIndex, rowNumber, rowNumbers, sampleOf, spread, takeRows } from "./rows.ts";

const rows = ndarray("float32", [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6));

it("people count rows from 1, arrays from 0", () => {
  expect([rowNumber(0), rowNumber(41), rowIndex(1), rowIndex(42)]).toEqual([1, 42, 0, 41]);
  expect(rowNumbers(3, 2)).toEqual(Int32Array.of(4, 5));
});

it("copies rows in the given order, of any element type, and more than once", () => {
  expect(takeRows(rows, [2, 0])).toEqual(ndarray("float32", [2, 2], Float32Array.of(5, 6, 1, 2)));
  expect(takeRows(rows, Int32Array.of(1, 1, 1, 1)).data).toEqual(Float32Array.of(3, 4, 3, 4, 3, 4, 3, 4));
  expect(takeRows(ndarray("int64", [2], BigInt64Array.of(7n, 8n)), [1]).data).toEqual(BigInt64Array.of(8n));
  takeRows(rows, [0]).data[0] = 9;
  expect(rows.data[0]).toBe(1);
});

it("returns an array without rows for no row numbers", () => {
  expect(takeRows(rows, [])).toEqual(ndarray("float32", [0, 2], new Float32Array(0)));
});

it("copies one number of each row for a column", () => {
  expect(columnOf(rows, 1)).toEqual(Float32Array.of(2, 4, 6));
});

it("spreads a sample over all rows, and takes all of them if they are few", () => {
  expect([...spread(10, 20, 5)]).toEqual([10, 12, 14, 16, 18]);
  expect([...spread(3, 6, 100)]).toEqual([3, 4, 5]);
  const four = ndarray("uint8", [4, 1], Uint8Array.of(1, 2, 3, 4));
  expect([...sampleOf(four, 2).data]).toEqual([1, 4]);
  expect(sampleOf(four, 4)).toBe(four);
});
