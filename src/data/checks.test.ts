import { expect, test } from "vitest";
import { DataError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { checkDataset } from "./checks.ts";
import type { Dataset } from "./dataset.ts";

const floats = (shape: number[], ...values: number[]) => ndarray("float32", shape, Float32Array.from(values));

test.each<[string, Dataset, string]>([
  ["no examples", { name: "d", examples: floats([0, 2]) }, "d has no examples. Give at least one."],
  [
    "examples of one axis",
    { name: "d", examples: floats([2], 1, 2) },
    "d has the shape [2], but examples need at least two axes: one for the rows and one for the values in a row.",
  ],
  [
    "fewer labels than examples",
    { name: "d", examples: floats([2, 1], 1, 2), labels: ndarray("uint8", [1], Uint8Array.of(3)) },
    "d has 2 examples, but 1 labels. Give one label for each example.",
  ],
  [
    "numbers that aren't finite",
    { name: "d", examples: floats([3, 2], 1, 2, 3, Number.NaN, Number.POSITIVE_INFINITY, 6) },
    "d: row 1, column 1 is NaN (counted from 0; the first of 2 values that aren't finite). Remove or fill such rows. As a table (a CSV file, or rows as objects) they may have missing values.",
  ],
])("refuses a dataset with %s in one line", (_name, dataset, message) => {
  expect(() => checkDataset(dataset)).toThrow(new DataError(message));
});

test("returns a valid dataset unchanged", () => {
  const dataset = { name: "d", examples: floats([1, 2], 1, 2) };
  expect(checkDataset(dataset)).toBe(dataset);
});
