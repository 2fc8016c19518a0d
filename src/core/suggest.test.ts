import { expect, test } from "vitest";
import { lookUp, nearest } from "./suggest.ts";

const losses = ["binaryCrossentropy", "mse", "mae", "huber", "categoricalCrossentropy", "sparseCategoricalCrossentropy"];

test.each([
  ["mean_squared_error", "mse"],
  ["MeanAbsoluteError", "mae"],
  ["binary_crossentropy", "binaryCrossentropy"],
  ["categorical_crossentropy", "categoricalCrossentropy"],
  ["sparse_categorical_crossentropy", "sparseCategoricalCrossentropy"],
  ["bce", "binaryCrossentropy"],
  ["hubre", "huber"],
])("suggests the right name for %s: %s", (name, meant) => {
  expect(nearest(name, losses)).toBe(meant);
});

test("suggests near misses only, and lists all names otherwise", () => {
  const efforts = { quick: 0, normal: 0, best: 0 };
  expect(() => lookUp("effort", "fast", efforts)).toThrow('Unknown effort "fast". Known: quick, normal, best.');
  for (const [typed, meant] of [
    ["quik", "quick"],
    ["nromal", "normal"],
    ["bets", "best"],
  ] as const)
    expect(() => lookUp("effort", typed, efforts)).toThrow(`Did you mean "${meant}"?`);
});

test("suggests a library's own name only if it is in the list", () => {
  expect(nearest("mean_squared_error", ["selu", "relu"])).toBeUndefined();
  expect(() => lookUp("activation", "leaky_relu", { relu: 0, leakyRelu: 0 })).toThrow('Did you mean "leakyRelu"?');
});
