import { expect, it, test } from "vitest";
import { OptionError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { first, split } from "./split.ts";

const dataset = {
  name: "d",
  examples: ndarray(
    "uint8",
    [10, 2],
    Uint8Array.from({ length: 20 }, (_, i) => i),
  ),
  labels: ndarray(
    "uint8",
    [10],
    Uint8Array.from({ length: 10 }, (_, i) => i),
  ),
};

test.each([3, 0.3])("split(%s) holds out the last three of ten, as views on the same memory", (validation) => {
  const parts = split(dataset, validation);
  expect(parts.train.examples.shape).toEqual([7, 2]);
  expect([...parts.validation.examples.data]).toEqual([14, 15, 16, 17, 18, 19]);
  expect([...parts.validation.labels!.data]).toEqual([7, 8, 9]);
  expect(parts.validation.examples.data.buffer).toBe(dataset.examples.data.buffer);
});

test.each([0, -1, 10, 1.5, 0.01, Number.NaN])("split(%s) is refused", (validation) => {
  expect(() => split(dataset, validation)).toThrow(
    new OptionError(
      `validation ${validation} leaves one part empty: d has 10 examples. Give a number from 1 to 9, or a share between 0 and 1.`,
    ),
  );
});

test("first returns the first examples with their labels", () => {
  expect([...first(dataset, 2).examples.data, ...first(dataset, 2).labels!.data]).toEqual([0, 1, 2, 3, 0, 1]);
});

test("first, rows and split keep the names of the rows", () => {
  const rowNames = Array.from({ length: 10 }, (_, i) => `${i}.png`);
  expect(split({ ...dataset, rowNames }, 3).validation.rowNames).toEqual(["7.png", "8.png", "9.png"]);
  expect(first({ ...dataset, rowNames }, 2).rowNames).toEqual(["0.png", "1.png"]);
});

test("first refuses to return more examples than there are", () => {
  expect(() => first(dataset, 11)).toThrow(
    new OptionError("d has 10 examples, but 11 were requested. Give a number from 1 to 10."),
  );
});

it("calls data without a name the data, and asks for a dataset if it gets an array", () => {
  const { examples } = dataset;
  expect(() => split({ examples } as never, 300)).toThrow("empty: The data has 10 examples.");
  expect(() => first({ examples } as never, 11)).toThrow("The data has 10 examples, but 11 were requested.");
  expect(() => split(examples as never, 2)).toThrow(
    "split takes a dataset: { name, examples, labels }. Give an array as split({",
  );
});
