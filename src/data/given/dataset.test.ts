import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../../core/ndarray.ts";
import { fromRecords } from "../tables/open.ts";
import type { Data } from "./data.ts";
import { asDataset, asExamples } from "./dataset.ts";

const floats = (shape: readonly number[], ...numbers: number[]) => ndarray("float32", shape, Float32Array.from(numbers));
const square = floats([2, 2], 1, 2, 3, 4);

async function* inParts(...parts: unknown[]) {
  yield* parts;
}

describe("data in any form become the same examples:", () => {
  it.each<[string, unknown, NdArray]>([
    ["an array with a shape", square, square],
    ["numbers and a shape", { data: [1, 2, 3, 4], shape: [2, 2] }, square],
    ["float64 numbers", ndarray("float64", [2, 2], Float64Array.of(1, 2, 3, 4)), square],
    ["whole numbers", { data: Int32Array.of(1, 2, 3, 4), shape: [2, 2] }, square],
    ["big whole numbers", { data: BigInt64Array.of(1n, 2n, 3n, 4n), shape: [2, 2] }, square],
    ["true and false", ndarray("bool", [2, 1], Uint8Array.of(0, 1)), floats([2, 1], 0, 1)],
    [
      "nested lists",
      [
        [1, 2],
        [3, 4],
      ],
      square,
    ],
    [
      "lists nested deeper",
      [
        [[1], [2]],
        [[3], [4]],
      ],
      floats([2, 2, 1], 1, 2, 3, 4),
    ],
    ["rows of typed arrays", [Float64Array.of(1, 2), Float64Array.of(3, 4)], square],
    ["a list with a missing number", [[1, null]], floats([1, 2], 1, Number.NaN)],
    ["a list of arrays", [floats([1, 2], 1, 2), floats([1, 2], 3, 4)], square],
    ["parts of an async iterable", inParts([[1, 2]], floats([1, 2], 3, 4)), square],
    ["the parts of a function's iterable", () => inParts([[1, 2]], [[3, 4]]), square],
    [
      "the parts of an iterable",
      new Set([
        [1, 2],
        [3, 4],
      ]),
      square,
    ],
    ["a dataset", { name: "square", examples: square }, square],
    ["pixels", { data: Uint8ClampedArray.of(1, 2), shape: [1, 2] }, ndarray("uint8", [1, 2], Uint8Array.of(1, 2))],
    ["rows of pixels", [Uint8Array.of(1, 2)], ndarray("uint8", [1, 2], Uint8Array.of(1, 2))],
  ])("%s", async (_, data, expected) => {
    expect(await asExamples(data as Data)).toEqual(expected);
  });

  it("numbers without a shape, if the shape of an example is known", async () => {
    expect(await asExamples(Float32Array.of(1, 2, 3, 4), { shape: [2] })).toEqual(square);
    expect(await asExamples([1, 2], { shape: [] })).toEqual(floats([2], 1, 2));
  });

  it("an array, which is not copied", async () => {
    expect(await asExamples(square)).toBe(square);
    const dataset = { name: "square", examples: square };
    expect(await asDataset(dataset)).toBe(dataset);
  });
});

describe("rows as objects", () => {
  const rows = Array.from({ length: 8 }, (_, i) => ({
    temperature: i % 3 === 0 ? null : i * 1.5,
    count: BigInt(i * i),
    city: i % 2 ? "Bonn" : "Ulm",
    isOpen: i % 4 === 0,
    at: new Date(Date.UTC(2024, 0, i + 1, i)),
  }));

  it("become the features of a table with the same columns", async () => {
    const expected = await fromRecords(rows);
    const dataset = await asDataset(rows);
    expect(dataset).toEqual(expected);
    expect(dataset.table!.columns.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
      "temperature: number",
      "count: number",
      "city: category",
      "isOpen: category",
      "at: date",
    ]);
    expect(await asExamples(inParts(rows.slice(0, 3), rows[3], rows.slice(4)) as Data)).toEqual(expected.examples);
  });

  it("become features by the model's own preprocessing, with a note about unknown values", async () => {
    const { table, examples } = await asDataset(rows);
    expect((await asExamples(rows.slice(2, 4), { table })).data).toEqual(
      examples.data.subarray((2 * examples.data.length) / 8, (4 * examples.data.length) / 8),
    );
    const { notes } = await asDataset([{ ...rows[1]!, city: "Köln" }], { table });
    expect(notes).toEqual(['column "city": 1 of 1 rows have a value that wasn\'t in the training data; they count as "(other)"']);
  });
});

describe("a model of a table's columns", () => {
  const rows = Array.from({ length: 8 }, (_, i) => ({ price: i * 1.5, size: i * i }));
  const line =
    "The data are numbers without columns, but the model was trained on a table with 2 columns, which it scales itself. Give rows as objects: [{ price: …, size: … }].";

  it.each<[string, unknown]>([
    ["lists in lists", [[1, 2]]],
    ["rows of typed arrays", [Float32Array.of(1, 2)]],
    ["numbers and a shape", { data: [1, 2], shape: [1, 2] }],
    ["numbers without a shape", Float32Array.of(1, 2)],
    ["parts of lists", inParts([[1, 2]])],
  ])("refuses %s, which would be used as scaled features", async (_, data) => {
    const { table } = await asDataset(rows);
    await expect(asExamples(data as Data, { table, shape: [2] })).rejects.toThrow(line);
  });

  it("accepts an array of scaled features", async () => {
    const { table, examples } = await asDataset(rows);
    expect(await asExamples(examples, { table, shape: [2] })).toBe(examples);
  });
});

describe("refuses in one line, as data:", () => {
  const table = { columns: [], keys: [], leftOut: [] };
  const windows = { window: 2, step: 1 };
  it.each<[string, unknown, object, string]>([
    ["nothing", null, {}, "The data are null. Give an array with a shape, lists of numbers, rows as objects, or a dataset"],
    ["a path", "flowers.csv", {}, 'Open a file first: await openTable("flowers.csv"), or openDataset'],
    ["a file", new Blob(["a,b"]), {}, "The data are a file. Open it first: await openTable(file)"],
    ["a Promise", Promise.resolve(square), {}, "The data are a Promise, which isn't resolved yet. Write await before it."],
    ["a number", 3, {}, "The data are the number 3. Give rows: [[1, 2], [3, 4]]."],
    ["columns", { a: [1], b: [2] }, {}, "The data are an object with the keys a, b. Give an array with a shape"],
    ["no rows", [], {}, "The data have no rows. Give at least one."],
    ["no parts", inParts(), {}, "The data have no parts."],
    [
      "rows of different lengths",
      [[1, 2], [3]],
      {},
      "Row 1 (counted from 0) has 1 value, but the first one has 2 values. Give rows of equal length.",
    ],
    [
      "nested lists of different lengths",
      [
        [[1], [2]],
        [[3], [4, 5]],
      ],
      {},
      "Row 1, element 1 (counted from 0) has 2 values, but the first one has 1 value.",
    ],
    ["a number among rows", [[1, 2], 3], {}, "Row 1 (counted from 0) is a number, but the first one has 2 values."],
    [
      "texts among numbers",
      [[1, "x"]],
      {},
      'Row 0, column 1 (counted from 0) is "x", not a number. Give numbers, or rows as objects',
    ],
    [
      "texts",
      ["Bonn"],
      {},
      'The data are a list of strings. Give numbers, or rows as objects, whose columns may contain text: [{ text: "Bonn" }].',
    ],
    [
      "numbers without a shape",
      new Float32Array(6),
      {},
      'The data are a Float32Array of 6 numbers without a shape. Give ndarray("float32"',
    ],
    ["numbers in a list", [1, 2], {}, "The data are a list of 2 numbers without a shape."],
    [
      "too few of them",
      new Float32Array(5),
      { shape: [2] },
      "of 5 numbers, which can't be divided into examples of shape [2] with 2 numbers each.",
    ],
    ["another shape", { data: [1, 2], shape: [3] }, {}, "Shape [3] holds 3 elements, but the data has 2."],
    ["no list of sizes", { data: [1, 2], shape: 2 }, {}, "Give numbers with a shape as { data, shape }"],
    [
      "parts of two shapes",
      inParts([[1, 2]], [[3]]),
      {},
      "Part 2 has float32 examples of shape [1], but part 1 has float32 examples of shape [2].",
    ],
    ["parts of two forms", inParts([[1, 2]], [{ x: 1 }]), {}, "Some parts of the data are arrays, and some are rows as objects."],
    [
      "rows for a model of arrays",
      [{ x: 1 }],
      { shape: [3] },
      "The data are rows as objects, but the model takes arrays of shape [n, 3].",
    ],
    ["rows for windows", [{ x: 1 }], { table: { ...table, windows } }, "The model was trained on windows of a table's rows"],
    ["a number among rows as objects", [{ x: 1 }, 2], {}, "records: row 2 is 2, but each row must be an object"],
  ])("%s", async (_, data, known, line) => {
    const error = await asDataset(data as Data, known).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: expect.stringMatching(/^(Data|Shape|Option)Error$/) });
    expect((error as Error).message).toContain(line);
    expect((error as Error).message).not.toContain("\n");
  });

  it("a table that was opened without the model's preprocessing", async () => {
    const learned = await fromRecords([{ x: 1 }, { x: 2 }]);
    const other = await fromRecords([{ x: 1 }, { x: 5 }]);
    await expect(asDataset(other, { table: learned.table })).rejects.toThrow(
      "records was opened without the model's own preprocessing",
    );
    expect(await asDataset(learned, { table: structuredClone(learned.table) })).toBe(learned);
  });
});
