import { expect, it } from "vitest";
import { ndarray } from "../../../core/ndarray.ts";
import { take } from "./taken.ts";

const examples = ndarray(
  "float32",
  [10, 2],
  Float32Array.from({ length: 20 }, (_, i) => i),
);
const opened = {
  dataset: {
    name: "some",
    examples,
    labels: ndarray(
      "uint8",
      [10],
      Uint8Array.from({ length: 10 }, (_, i) => i),
    ),
    rowNames: Array.from("abcdefghij"),
  },
  cells: [{ name: "x", type: "BIGINT", values: Array.from({ length: 10 }, (_, i) => 10 * i) }],
};

it("takes all examples if there are few", () => {
  const taken = take(opened, 8, 10);
  expect(taken.dataset).toBe(opened.dataset);
  expect(taken.trained).toBe(8);
  expect([...(taken.numbers as Int32Array)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

it("takes an even selection of training and held-out examples if there are many, with their labels, names and columns", () => {
  const { dataset, cells, trained, numbers } = take(opened, 8, 4);
  expect([...(numbers as Int32Array)]).toEqual([1, 3, 6, 8]);
  expect([...dataset.examples.data]).toEqual([0, 1, 4, 5, 10, 11, 14, 15]);
  expect([...dataset.labels!.data]).toEqual([0, 2, 5, 7]);
  expect(dataset.rowNames).toEqual(["a", "c", "f", "h"]);
  expect(cells![0]!.values).toEqual([0, 20, 50, 70]);
  expect(trained).toBe(4);
  expect(take(opened, 4, 4).trained).toBe(2);
});

it("returns the row numbers in the file for a table", () => {
  const rowIndices = Int32Array.from([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  expect([...(take({ dataset: { ...opened.dataset, rowIndices } }, 8, 2).numbers as Int32Array)]).toEqual([10, 5]);
});
