import { expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { largestSums } from "./weights.ts";

it("the examples with the largest weighted sums of a unit come first", () => {
  const detectors = { count: 2, height: 1, width: 2, channels: 1, start: 1, stride: 2 };
  // After one other variable, the weights of the first pixel and of the second one, for two units.
  const weights = Float32Array.of(9, 1, -1, 2, -2);
  const examples = ndarray("uint8", [3, 1, 2], Uint8Array.of(255, 0, 0, 255, 255, 255));
  expect(largestSums(detectors, weights, 0, examples, 2)).toEqual([
    { row: 2, sum: 3 },
    { row: 1, sum: 2 },
  ]);
  expect(largestSums(detectors, weights, 1, examples, 1)).toEqual([{ row: 0, sum: -1 }]);
});
