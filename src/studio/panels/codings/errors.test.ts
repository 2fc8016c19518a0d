import { expect, it } from "vitest";
import { ndarray } from "../../../core/ndarray.ts";
import { errorsOf } from "./errors.ts";

it("returns the mean squared error of each example, with bytes scaled to 0 to 1", () => {
  const made = ndarray("float32", [2, 2], Float32Array.of(0, 1, 0.5, 0.5));
  expect([...errorsOf(ndarray("uint8", [2, 2], Uint8Array.of(255, 255, 0, 255)), made)]).toEqual([0.5, 0.25]);
  expect([...errorsOf(ndarray("float32", [2, 2], Float32Array.of(2, 1, Number.NaN, 3.5)), made)]).toEqual([2, 9]);
});
