import { expect, test } from "vitest";
import { DataError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { checkDataset } from "./checks.ts";
import type { Dataset } from "./dataset.ts";

const floats = (shape: number[], ...values: number[]) => ndarray("float32", shape, Float32Array.from(values));

test.each<[string, Dataset, string]>([
  ["no examples", { name: "d", examples: floats([0, 2]) }, "d has no examples. Give some."],
  [
    "rows without an axis",
    { name: "d", examples: floats([2], 1, 2) },
    "d has the shape [2]; examples need one axis for the rows and at least one for what is in a row.",
  ],
  [
    "labels that are missing",
    { name: "d", examples: floats([2, 1], 1, 2), labels: ndarray("uint8", [1], Uint8Array.of(3)) },
    "d has 2 examples, but 1 labels.",
  ],
  [
    "numbers that aren't finite",
    { name: "d", examples: floats([3, 2], 1, 2, 3, Number.NaN, Number.POSITIVE_INFINITY, 6) },
    "d: row 1, column 1 is NaN (counted from 0; the first of 2 values that aren't finite). Remove or fill such rows. As a table (a CSV file, or rows as objects) they may have missing values.",
  ],
])("a dataset with %s is refused in one line", (_name, dataset, message) => {
  expect(() => checkDataset(dataset)).toThrow(new DataError(message));
});

test("a sound dataset is given back as it is", () => {
  const dataset = { name: "d", examples: floats([1, 2], 1, 2) };
  expect(checkDataset(dataset)).toBe(dataset);
});
