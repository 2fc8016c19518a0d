import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { type ClassWeights, weightedByClass } from "./class-weights.ts";
import type { LossChoice } from "./losses/choice.ts";

const labels = ndarray("int32", [4], Int32Array.of(0, 1, 1, 2));
const weights = (
  classWeights: ClassWeights,
  targets = labels as Parameters<typeof weightedByClass>[1],
  loss: LossChoice = "mse",
) => [...weightedByClass(loss, targets, classWeights).data];

describe("class weights", () => {
  it("apply to the examples of each class, and a class without a weight has weight 1", () => {
    expect(weights({ 0: 2, 1: 0.5 })).toEqual([2, 0.5, 0.5, 1]);
  });

  it("accept class numbers in a column, one-hot rows, and a column of 0 and 1", () => {
    const column = ndarray("float32", [3, 1], Float32Array.of(1, 0, 1));
    const hot = ndarray("uint8", [3, 2], Uint8Array.of(0, 1, 1, 0, 0, 1));
    for (const targets of [column, hot, ndarray("int64", [3], BigInt64Array.of(1n, 0n, 1n))])
      expect(weights({ 1: 3 }, targets)).toEqual([3, 1, 3]);
  });

  it("that are balanced equal those of scikit-learn", () => {
    // compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 1, 1, 2])
    expect(weights("balanced")).toEqual([4 / 3, 2 / 3, 2 / 3, 4 / 3].map(Math.fround));
  });

  it("are multiplied by the weights of the examples", () => {
    const own = ndarray("float32", [4], Float32Array.of(1, 2, 0, 4));
    expect([...weightedByClass("mse", labels, { 1: 3, 2: 0.5 }, own).data]).toEqual([1, 6, 0, 2]);
  });

  it.each<[string, unknown, string]>([
    [
      "a list",
      [1, 2],
      'classWeights must be an object with the weight of each class, such as { 0: 1, 1: 5 }, or "balanced", but it is [1,2].',
    ],
    ["another word", "equal", 'or "balanced", but it is "equal".'],
    ["a class without a number", { cat: 2 }, 'classWeights has the class "cat". Name classes by whole numbers from 0.'],
    [
      "a negative weight",
      { 0: -1 },
      "The weight of class 0 in classWeights must be a finite number of at least 0, but it is -1.",
    ],
  ])("can't be %s", (_what, classWeights, message) => {
    expect(() => weights(classWeights as ClassWeights)).toThrow(message);
  });

  it("reject examples with several classes", () => {
    const several = ndarray("int32", [2, 2], Int32Array.of(0, 1, 1, 2));
    expect(() => weights({ 0: 1 }, several, "sparseCategoricalCrossentropy")).toThrow(
      "but the targets are [2, 2]. Use sampleWeights instead.",
    );
    expect(() => weights({ 0: 1 }, ndarray("float32", [1, 2, 2], new Float32Array(4)))).toThrow("but the targets are [1, 2, 2].");
  });
});
