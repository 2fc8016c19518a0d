import { expect, it } from "vitest";
import { ndarray, toNested } from "./ndarray.ts";

it("nests an array's numbers in as many levels of lists as it has axes", () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(toNested(ndarray("float32", [2, 3], data))).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(toNested(ndarray("float32", [1, 2, 3], data))).toEqual([
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ]);
  expect(toNested(ndarray("int64", [2], BigInt64Array.of(1n, 2n)))).toEqual([1n, 2n]);
  expect(toNested(ndarray("float32", [], Float32Array.of(7)))).toBe(7);
  expect(() => toNested([1] as never)).toThrow("not an array with a shape");
});
